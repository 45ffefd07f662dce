"""What certificates announces. Sent inside the transaction; connected in lms/flow.py only."""

from django.dispatch import Signal

# A certificate stands; its PDF is still to be drawn. Payload: certificate.
certificate_issued = Signal()
