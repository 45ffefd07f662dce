"""What courses announces. Sent inside the transaction; connected in lms/flow.py only."""

from django.dispatch import Signal

# A new edition stands. Payload: edition.
edition_published = Signal()

# A person may do a programme in a cycle. Payload: enrolment.
person_enrolled = Signal()

# Every required module of a programme's cycle is met. Payload: completion.
programme_completed = Signal()

# A completion may count as another programme too. Payload: completion.
counted_elsewhere = Signal()

# A rule was made, or ended. Payload: rule.
rule_changed = Signal()

# A company counts a programme as another. Payload: place, the company.
equivalent_made = Signal()

# A message about somebody's dates waits to be sent. Payload: message.
message_written = Signal()
