"""Erasing somebody whose second row was merged into the first: both rows are nobody then."""

import pytest

from people.merging import actions as merging
from people.merging.faults import CannotMerge, CannotUndo, Reason
from people.models import Person
from people.privacy import actions as privacy
from tests.factories import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged():
    kept = MembershipFactory(
        person__full_name="Bopha Kept", person__email="kept@example.org"
    ).person
    younger = PersonFactory(full_name="Bopha Younger", email="younger@example.org")
    return merging.merge(kept, younger, by=None)


def test_the_row_that_was_merged_is_nobody_as_well(merged):
    privacy.erase(merged.kept, by=None, cause=privacy.OPERATOR)

    for person in Person.objects.filter(pk__in=[merged.kept_id, merged.younger_id]):
        assert (person.full_name, person.email) == ("", "")
        assert person.erased_at


def test_so_is_what_had_been_merged_into_that(merged):
    older = PersonFactory(full_name="Bopha Older")
    youngest = PersonFactory(full_name="Bopha Youngest")
    merging.merge(older, youngest, by=None)
    merging.merge(merged.kept, older, by=None)

    privacy.erase(merged.kept, by=None, cause=privacy.OPERATOR)

    assert not Person.objects.exclude(full_name="").exists()


def test_a_merge_of_who_was_erased_is_not_undone(merged):
    privacy.erase(merged.kept, by=None, cause=privacy.OPERATOR)

    with pytest.raises(CannotUndo) as told:
        merging.undo(merged, by=None)

    assert told.value.reason == Reason.ERASED


def test_who_was_erased_is_not_merged():
    erased, other = MembershipFactory().person, PersonFactory()
    privacy.erase(erased, by=None, cause=privacy.OPERATOR)

    with pytest.raises(CannotMerge) as told:
        merging.merge(erased, other, by=None)

    assert told.value.reason == Reason.ERASED
