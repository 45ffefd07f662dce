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

# A plan was carried out: all of a file is in the record. Payload: run.
import_applied = Signal()

# What a site lacked is there: it may be assigned something again. Payload: site.
site_made_ready = Signal()
# A number on a site's cards failed when it was last called. Payload: site.
number_failed = Signal()

# It became restricted to ask anything of most people at a place or in a country.
# Payload: decision.
place_restricted = Signal()
# A place was resumed, or it or a country was opened: what people there have to do counts again.
# Payload: decision.
place_released = Signal()

# Somebody joined a site by the code on its poster. Payload: person.
person_joined_by_link = Signal()

# Two rows of a human are becoming one. Payload: ledger (people.merging.ledger), through which
# whatever follows is written, so that it can be undone.
persons_merged = Signal()
# What a merge had written is written back. Payload: merge. A receiver that finds what cannot be
# parted any more raises people.merging.faults.CannotUndo, and nothing has happened.
merge_undone = Signal()
# A person's ways in, other than a password, were shut or opened anew. Payload: person, and where
# she did it herself `but`, the key of the session that goes on.
door_changed = Signal()

# A person is being erased: every part lets go of what tells who she was. Payload: person, cause.
person_being_erased = Signal()

# A request to be erased was granted or refused. Payload: person, email (where to write to).
erasure_decided = Signal()

# What a person reported as wrong was answered. Payload: person.
correction_answered = Signal()
