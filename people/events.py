"""What people announces. Sent inside the transaction; connected in lms/flow.py only."""

from django.dispatch import Signal

# A person received a power over an organisation. Payload: grant.
power_granted = Signal()

# A power over an organisation was taken back. Payload: grant.
power_ended = Signal()
