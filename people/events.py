"""What people announces. Sent inside the transaction; connected in lms/flow.py only."""

from django.dispatch import Signal

# A person received a power over an organisation. Payload: grant.
power_granted = Signal()
# A person's power over an organisation has ended. Payload: grant.
power_ended = Signal()

# An operator took away all second factors of a person. Payload: person, reason (text).
second_factor_reset = Signal()

# A person is known by an identity provider from now on. Payload: identity.
identity_linked = Signal()

# A file of people was uploaded, to be checked. Payload: run.
import_uploaded = Signal()

# What a file would change was confirmed, to be applied. Payload: run.
import_confirmed = Signal()
