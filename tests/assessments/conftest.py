"""A person who has done the lessons, and answers to the items of tests/documents.py."""

import pytest

from courses import actions as courses
from tests.factories import PersonFactory, StudyFactory

RIGHT = {
    "q1": ["b"],
    "q2": ["a", "b"],
    "q3": ["false"],
    "q4": ["stop", "repay", "check"],
    "q5": {"p1": "p1", "p2": "p2"},
}


def after_lessons(**facts):
    """A study whose lessons are done: its quiz is open."""
    study = StudyFactory(**facts)
    for part in study.edition.document["lessons"]:
        courses.finish_lesson(study, part["key"], language="en")
    return study


@pytest.fixture
def study(db):
    return after_lessons(person=PersonFactory(full_name="Amina Rahman"))
