"""What the tests of courses share: an ear for its events."""

import pytest

from courses.events import person_enrolled, programme_completed


@pytest.fixture
def heard():
    """The events sent, by their payload."""
    payloads = []

    def enrolled(sender, enrolment, **rest):
        payloads.append(enrolment)

    def completed(sender, completion, **rest):
        payloads.append(completion)

    person_enrolled.connect(enrolled)
    programme_completed.connect(completed)
    yield payloads
    person_enrolled.disconnect(enrolled)
    programme_completed.disconnect(completed)
