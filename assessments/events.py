"""What assessments announces. Sent inside the transaction; connected in lms/flow.py only."""

from django.dispatch import Signal

# A submitted attempt has been graded. Payload: attempt.
attempt_graded = Signal()
