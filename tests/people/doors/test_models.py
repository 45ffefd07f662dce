"""What the tables of ways in refuse by themselves, and what the pure parts promise."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.doors import codes, pictures
from people.doors.models import Card, Door, Joining, JoinLink
from people.doors.pictures import Picture
from tests.factories import MembershipFactory
from tests.people.doors.stage import PICKED, ROW, joined

pytestmark = pytest.mark.django_db


def refused(name: str):
    return pytest.raises(IntegrityError, match=name)


def test_somebody_may_join_by_a_link(link):
    with refused("somebody_may_join_by_a_link"), transaction.atomic():
        JoinLink.objects.filter(pk=link.pk).update(most=0)


def test_pictures_have_a_moment(door):
    with refused("pictures_have_a_moment"), transaction.atomic():
        Door.objects.filter(pk=door.pk).update(pictures_set_at=None)


def test_a_one_time_code_runs_out(door):
    with refused("a_one_time_code_runs_out"), transaction.atomic():
        Door.objects.filter(pk=door.pk).update(one_time_code="x", code_expires_at=None)


def test_one_open_card_a_person(door, administrator):
    facts = {"person": door.person, "made_by": administrator}
    Card.objects.create(token_hash="a", **facts, ended_at=timezone.now())
    Card.objects.create(token_hash="b", **facts)

    with refused("one_open_card_a_person|people_card.person_id"), transaction.atomic():
        Card.objects.create(token_hash="c", **facts)


def test_one_joining_a_browsers_id(link, joining):
    with refused("uuid"), transaction.atomic():
        Joining.objects.create(uuid=joining.uuid, link=link, membership=MembershipFactory())


def test_numbers_of_a_site_begin_alike_and_of_another_differently(link, joining):
    numbers = [joined(link).membership.person.door.number for _ in range(3)]

    parts = {number[:5] for number in [*numbers, joining.membership.person.door.number]}
    assert len(parts) == 1
    assert all(re.fullmatch(r"[1-9]\d{8}", number) for number in numbers)
    assert len(set(numbers)) == 3


def test_when_a_sites_numbers_run_low_others_begin(link, joining, monkeypatch):
    before = joining.membership.person.door.number[:5]
    # Of ten numbers that begin so, six are taken.
    monkeypatch.setattr(codes, "NUMBER_DIGITS", codes.SITE_DIGITS + 1)

    numbers = [joined(link).membership.person.door.number for _ in range(9)]

    assert numbers[-1][:5] != before
    assert len(set(numbers)) == 9


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("123 456-789", "123456789"),
        ("১২৩৪৫৬৭৮৯", "123456789"),
        ("١٢٣ ٤٥٦ ٧٨٩", "123456789"),
        ("၁၂၃", "123"),
        ("12a", "12a"),
    ],
)
def test_digits_of_every_script_are_read(typed, read):
    assert codes.read_digits(typed) == read


def test_codes_hold_nothing_that_is_taken_for_something_else():
    made = "".join(codes.new_one_time_code() for _ in range(200))

    assert not set(made) & set("01OIL")
    assert codes.spaced("1234567890") == "123 456 7890"
    assert codes.spaced("123456789") == "123 456 789"


@pytest.mark.parametrize("easy", [ROW, ROW[::-1], PICKED[:1] * 6, PICKED[:2] * 3])
def test_what_is_easy_is_refused(easy):
    with pytest.raises(pictures.TooEasy):
        pictures.refuse_easy(easy)


def test_what_is_no_picture_is_left_out():
    assert pictures.read("sun-moon--tree-" + "key-" * 50) == (
        Picture.SUN,
        Picture.TREE,
        *[Picture.KEY] * 4,
    )
    pictures.refuse_easy(PICKED)
