"""Dilemmas are counted without anybody."""

from datetime import date

import pytest
import time_machine

from assessments import actions
from assessments.models import DilemmaCount
from tests.factories import EditionFactory

pytestmark = pytest.mark.django_db


@time_machine.travel("2026-11-29 12:00", tick=False)
def test_a_choice_is_counted_by_week_and_by_nothing_of_the_person():
    edition = EditionFactory()

    for _ in range(3):
        actions.count_dilemma_choice(edition.pk, "d1-first", "b", "procurement")

    row = DilemmaCount.objects.get()
    assert (row.choices_made, row.week) == (3, date(2026, 11, 23))
    assert not [field for field in DilemmaCount._meta.fields if "person" in field.name]


@pytest.mark.parametrize(("decision", "option"), [("d1-first", "z"), ("nowhere", "a")])
def test_a_choice_that_is_not_there_is_not_counted(decision, option):
    with pytest.raises(actions.UnknownChoice):
        actions.count_dilemma_choice(EditionFactory().pk, decision, option, "")

    assert not DilemmaCount.objects.exists()
