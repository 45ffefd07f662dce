"""The pages of duplicates, as who looks after both people, who does not, and who is tired of it."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from people.freshness import SIGNED_IN_AT
from people.merging import actions, reading
from people.merging.models import LikelyDuplicate, Merge
from people.models import Power
from tests.factories import EnrolmentFactory, GrantFactory
from tests.people.merging.conftest import works

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr(house, client):
    client.force_login(house.hr)
    return client


def show(client, pair):
    return client.get(reverse("duplicate", args=[pair.uuid]))


def merge(client, pair, **fields):
    return client.post(reverse("duplicate", args=[pair.uuid]), fields or {"sure": "on"})


def test_nobody_is_proposed_at_first(hr):
    assert "Nobody seems to be here twice" in hr.get(reverse("duplicates")).text


def test_a_pair_is_listed_compared_merged_and_undone(hr, pair):
    page = hr.get(reverse("duplicates")).text
    assert "Amina Rahman" in page
    assert "the same e-mail at work" in page
    page = show(hr, pair).text
    assert "It is kept." in page
    assert "ends today, the later one goes on" in page

    answer = merge(hr, pair)
    done = Merge.objects.get()
    assert answer["Location"] == reverse("merge", args=[done.uuid])
    assert "You can undo it here" in hr.get(answer["Location"]).text
    assert reverse("merge", args=[done.uuid]) in hr.get(reverse("duplicates")).text

    answer = hr.post(reverse("merge", args=[done.uuid]), follow=True)
    assert "They are two people again" in answer.text
    done.refresh_from_db()
    assert done.undone_at
    assert show(hr, pair).status_code == 200


def test_merging_asks_whether_one_is_sure(hr, pair):
    answer = merge(hr, pair, unsure="on")

    assert answer.status_code == 422
    assert "Check it first" in answer.text
    assert not Merge.objects.exists()


def test_merging_and_undoing_ask_again_who_it_is(hr, pair):
    done = actions.merge(pair.older, works(pair.older.memberships.get().organisation), by=None)
    session = hr.session
    session[SIGNED_IN_AT] = 0
    session.save()

    for answer in (merge(hr, pair), hr.post(reverse("merge", args=[done.uuid]))):
        assert reverse("account_reauthenticate") in answer["Location"]
    assert Merge.objects.standing().get() == done


def test_kept_apart_they_are_gone_from_the_list(hr, pair):
    answer = hr.post(reverse("duplicate-apart", args=[pair.uuid]), follow=True)

    assert "They stay two people" in answer.text
    assert "the same e-mail at work" not in answer.text
    assert show(hr, pair).status_code == 404


def test_what_is_in_the_way_is_said_and_nothing_is_offered(house, hr, pair):
    GrantFactory(person=pair.younger, power=Power.AUTHOR, organisation=house.company)

    page = show(hr, pair)
    assert "a power that you cannot give" in page.text
    assert "Merge them" not in page.text
    answer = merge(hr, pair)

    assert answer.status_code == 409
    assert not Merge.objects.exists()


def test_what_cannot_be_undone_is_said(house, hr, pair):
    done = actions.merge(pair.older, pair.younger, by=house.hr)
    pair.older.memberships.filter(employee_number="1").update(last_day=date(2026, 3, 1))

    answer = hr.post(reverse("merge", args=[done.uuid]))

    assert answer.status_code == 409
    assert "has changed since" in answer.text


@pytest.mark.parametrize("who", ["administrator", "buyer"])
def test_others_people_do_not_exist(house, client, pair, who):
    buyer = GrantFactory(
        person__full_name="Ottilie Kranz",  # nobody of the pairs
        power=Power.SUPPLIER_ADMINISTRATOR,
        organisation=house.other,
    ).person
    client.force_login(house.administrator if who == "administrator" else buyer)
    third = works(house.unit, "77", full_name="Zarina Haque")
    done = actions.merge(third, works(house.unit, "78", full_name="Zarina Haque"), by=None)

    page = client.get(reverse("duplicates")).text
    answers = [
        client.get(reverse(name, args=[uuid]))
        for name, uuid in [
            ("duplicate", pair.uuid),
            ("duplicate", uuid4()),
            ("merge", done.uuid),
            ("merge", uuid4()),
        ]
    ]
    answers.append(client.post(reverse("duplicate-apart", args=[pair.uuid])))
    answers.append(merge(client, pair))
    answers.append(client.post(reverse("merge", args=[done.uuid])))

    assert "Amina" not in page
    assert "Zarina" not in page
    assert {answer.status_code for answer in answers} == {404}
    assert Merge.objects.standing().get() == done


def test_who_also_works_elsewhere_is_not_shown(house, hr, pair):
    works(house.site, "9", person=pair.younger)

    assert show(hr, pair).status_code == 404
    assert "Amina" not in hr.get(reverse("duplicates")).text


def test_a_suppliers_administrator_merges_her_own(house, client):
    client.force_login(house.administrator)
    people = [works(house.site, number) for number in "12"]
    actions.find()
    pair = LikelyDuplicate.objects.get()

    assert merge(client, pair).status_code == 302
    assert Merge.objects.get().kept == people[0]


def test_nothing_of_learning_is_shown_nor_a_private_address(hr, pair):
    programme = EnrolmentFactory(person=pair.younger, completed=True).programme
    learnt = show(hr, pair).text
    actions.merge(pair.older, pair.younger, by=None)
    merged = hr.get(reverse("merge", args=[Merge.objects.get().uuid])).text

    for page in (learnt, merged):
        assert programme.code not in page
        assert pair.younger.email not in page
        assert pair.older.email not in page
    assert "amina@example.com" in learnt
    assert "an address of their own" in learnt


def test_pages_of_proposals_take_the_same_queries(
    house, hr, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(reading, "PAIRS_A_PAGE", 4)
    for number in range(10):
        works(house.unit, f"{number}", full_name=f"Person {number // 2} Rahman")
    actions.find()

    with django_assert_max_num_queries(22):
        page = hr.get(reverse("duplicates")).text
    assert page.count("Compare") == 4
    last = LikelyDuplicate.objects.order_by("pk")[3]
    assert f"?after={last.uuid}" in page
    rest = hr.get(reverse("duplicates"), {"after": str(last.uuid)}).text

    assert rest.count("Compare") == 1
    assert hr.get(reverse("duplicates"), {"after": "x"}).status_code == 200
