"""Who is proposed, from the rows; what is remembered; how much it asks of the database."""

from datetime import date

import pytest
from django.utils import timezone

from people.merging import actions, finding
from people.merging.models import LikelyDuplicate
from tests.factories import PersonFactory
from tests.people.merging.conftest import works

pytestmark = pytest.mark.django_db

EMAIL = {"work_email": "amina@example.com"}


def proposed() -> list[tuple[int, int, list[str]]]:
    actions.find()
    rows = LikelyDuplicate.objects.open().order_by("pk")
    return [(row.older_id, row.younger_id, row.reasons) for row in rows]


def test_the_same_number_at_different_times_is_proposed(house):
    older = works(house.unit, "7", post={"last_day": date(2025, 1, 1)})
    younger = works(house.company, "7", post={"started_on": date(2026, 1, 5)})

    assert proposed() == [(older.pk, younger.pk, ["number"])]


def test_the_same_address_is_proposed_whatever_its_letters(house):
    older = works(house.unit, "1", post=EMAIL)
    younger = works(house.unit, "2", post={"work_email": "Amina@Example.com"})

    # Both began on the same day at the same place as well.
    assert proposed() == [(older.pk, younger.pk, ["email", "start"])]


def test_the_same_day_place_and_name_are_proposed_in_latin_letters_too(house):
    older = works(house.site, "1", full_name="আমিনা রহমান", latin_name="Amina Rahman")
    younger = works(house.site, "2", full_name="আমিনা", latin_name="Amina Rahman")

    assert proposed() == [(older.pk, younger.pk, ["start"])]


def test_a_name_alone_is_not_proposed_nor_are_two_suppliers_people(house):
    works(house.unit, "1")
    works(house.company, "2", post={"started_on": date(2025, 2, 3)})
    works(house.site, "3", post=EMAIL)
    works(house.other, "3", post=EMAIL)

    assert proposed() == []


def test_what_many_share_is_no_trace(house):
    for number in range(finding.MOST_ALIKE + 1):
        works(house.unit, str(number), post=EMAIL)

    assert proposed() == []


def test_kept_apart_is_never_proposed_again(house, pair):
    actions.keep_apart(pair, by=house.hr)

    assert proposed() == []
    pair.refresh_from_db()
    assert pair.dismissed_by == house.hr


def test_what_no_longer_holds_is_taken_back_and_what_holds_stays(house, pair):
    one, other = PersonFactory(), PersonFactory()
    LikelyDuplicate.objects.create(older=one, younger=other)
    apart = LikelyDuplicate.objects.create(
        older=one, younger=PersonFactory(), dismissed_at=timezone.now(), dismissed_by=house.hr
    )

    assert proposed() == [(pair.older_id, pair.younger_id, ["email"])]
    assert set(LikelyDuplicate.objects.all()) == {pair, apart}


def test_looking_takes_the_same_queries_however_many_there_are(
    house, django_assert_max_num_queries
):
    for number in range(30):
        works(house.unit, str(number), full_name=f"Person {number // 2} Rahman")

    with django_assert_max_num_queries(14):
        actions.find()

    assert LikelyDuplicate.objects.count() == 15
