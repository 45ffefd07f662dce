"""Who answers what people ask about their data: their own administrators, and nobody else."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from people import actions as people
from people.calendar import reporting_day
from people.models import Grant, Person, Power
from people.privacy import actions
from people.privacy.models import Correction, ErasureRequest, Hold
from people.privacy.views import A_PAGE
from tests.factories import GrantFactory, MembershipFactory, PersonFactory
from tests.privacy.conftest import power, worker

pytestmark = pytest.mark.django_db

DAY = date(2100, 3, 1)


@pytest.fixture
def asked(world):
    return actions.ask_erasure(world.theirs)


def page(client, person, name, *ids):
    client.force_login(person)
    return client.get(reverse(name, args=ids))


# --- who sees what -------------------------------------------------------------------------


def test_each_administrator_sees_the_requests_of_her_own_people_only(world, client):
    for person in (world.own, world.theirs):
        actions.ask_erasure(person)
        actions.ask_correction(person, about="role", words="I buy yarn")

    for answers, other, own in (
        (world.hr, "Amina Rahman", "Omar Said"),
        (world.administrator, "Omar Said", "Amina Rahman"),
    ):
        text = page(client, answers, "requests").text
        assert own in text
        assert other not in text


@pytest.mark.parametrize("name", ["erasure-grant", "erasure-refuse"])
@pytest.mark.parametrize("who", ["hr", "lead", "own", "theirs", "another"])
def test_a_request_of_others_people_is_as_one_that_does_not_exist(world, client, asked, name, who):
    another = power(Power.SUPPLIER_ADMINISTRATOR, GrantFactory().organisation, "Zoe")
    client.force_login(another if who == "another" else getattr(world, who))

    for ask in (client.get, client.post):
        answer = ask(reverse(name, args=[asked.uuid]), {"reason": "law", "until": "2100-01-01"})
        assert answer.status_code == 404

    asked.refresh_from_db()
    assert asked.decided_at is None


def test_nobody_answers_her_own_request(world, client):
    MembershipFactory(person=world.hr, organisation=world.unit)
    row = actions.ask_erasure(world.hr)

    assert page(client, world.hr, "erasure-grant", row.uuid).status_code == 404
    second = power(Power.PEOPLE_ADMINISTRATOR, world.company, "Second")
    assert page(client, second, "erasure-grant", row.uuid).status_code == 200


def test_where_no_supplier_administrator_is_left_the_company_answers(world, client, asked):
    assert page(client, world.hr, "erasure-grant", asked.uuid).status_code == 404
    Grant.objects.filter(person=world.administrator).update(ended_at=timezone.now())

    assert page(client, world.hr, "erasure-grant", asked.uuid).status_code == 200


def test_an_administrator_of_one_site_does_not_answer_for_another(world, client, asked):
    other = people.add_organisation(
        kind="site", name="Savar", parent=world.supplier, started_on=date(2020, 1, 1), country="BD"
    )
    administrator = power(Power.SUPPLIER_ADMINISTRATOR, other, "Site Only")

    assert page(client, administrator, "erasure-grant", asked.uuid).status_code == 404


@pytest.mark.parametrize("many", [1, 20])
def test_the_list_takes_the_same_queries_however_long(
    world, client, many, django_assert_max_num_queries
):
    for number in range(many):
        person = worker(world.site, f"Worker {number}")
        actions.ask_erasure(person)
        actions.ask_correction(person, about="role", words="x")
    page(client, world.administrator, "requests")

    with django_assert_max_num_queries(16):
        client.get(reverse("requests"))


def test_a_long_list_goes_on(world, client):
    for number in range(A_PAGE + 1):
        actions.ask_erasure(worker(world.site, f"Worker {number:03}"))

    first = page(client, world.administrator, "requests").text
    last = ErasureRequest.objects.order_by("due_on", "pk")[A_PAGE - 1]
    second = client.get(reverse("requests") + f"?erasures={last.uuid}").text

    assert f"?erasures={last.uuid}" in first
    assert "Worker 050" not in first
    assert "Worker 050" in second
    assert "Worker 049" not in second


def test_what_is_late_is_told(world, client, asked):
    ErasureRequest.objects.update(due_on=reporting_day() - timedelta(days=1))

    assert "late" in page(client, world.administrator, "requests").text


def test_who_has_nothing_to_answer_is_told_so(world, client):
    assert "Nobody is waiting" in page(client, world.administrator, "requests").text


# --- answering -----------------------------------------------------------------------------


def test_an_erasure_that_is_granted_is_done(world, client, asked):
    client.force_login(world.administrator)

    answer = client.post(reverse("erasure-grant", args=[asked.uuid]))

    assert answer.url == reverse("requests")
    asked.refresh_from_db()
    assert (asked.decided_by, asked.refusal) == (world.administrator, "")
    assert Person.objects.get(pk=world.theirs.pk).erased_at
    again = client.post(reverse("erasure-grant", args=[asked.uuid]), follow=True)
    assert again.redirect_chain == [(reverse("requests"), 302)]
    assert "answered or taken back already" in again.text


def test_what_stands_against_erasing_is_told_and_the_request_stays(world, client, asked):
    client.force_login(world.administrator)
    address = reverse("erasure-grant", args=[asked.uuid])
    hold = actions.set_hold(world.theirs, reference="M-1", until=DAY, by=world.lead)

    assert "2100-03-01" in client.post(address).text

    actions.end_hold(hold, by=world.lead)
    GrantFactory(person=world.theirs, power=Power.SUPPLIER_ADMINISTRATOR, organisation=world.site)
    answer = client.post(address)
    assert answer.status_code == 409
    assert "still holds a power" in answer.text
    asked.refresh_from_db()
    assert asked.decided_at is None


def test_a_refusal_has_a_reason_of_the_list_and_a_day(world, client, asked, mailoutbox):
    client.force_login(world.administrator)
    address = reverse("erasure-refuse", args=[asked.uuid])

    no_reason, no_day = {"until": "2030-01-01"}, {"reason": "law"}
    past, absurd = no_day | {"until": "2020-01-01"}, no_day | {"until": "9999-01-01"}
    for wrong in ({}, no_day, no_reason | {"reason": "because"}, past, absurd):
        assert client.post(address, wrong).status_code == 422
    later = reporting_day() + timedelta(days=90)
    assert client.post(address, {"reason": "law", "until": later.isoformat()}).status_code == 302

    told = page(client, world.theirs, "my-data").text
    assert "a law asks for this record to be kept" in told
    assert "Ask to be erased" in told


def test_a_correction_is_answered_once_and_the_person_reads_it(world, client):
    row = actions.ask_correction(world.theirs, about="role", words="I do not sew, I cut")
    client.force_login(world.administrator)
    address = reverse("correction-answer", args=[row.uuid])
    assert "I do not sew, I cut" in client.get(address).text
    assert client.post(address, {"is_corrected": "yes"}).status_code == 422

    sent = {"is_corrected": "yes", "answer": "You cut: it is corrected."}
    assert client.post(address, sent).status_code == 302

    assert client.post(address, sent | {"answer": "Twice"}).url == reverse("requests")
    assert "You cut: it is corrected." in page(client, world.theirs, "my-data").text


def test_what_was_taken_back_meanwhile_is_not_granted(world, asked):
    actions.withdraw_erasure(world.theirs)

    with pytest.raises(actions.AlreadyDecided):
        actions.grant_erasure(asked, by=world.administrator)

    assert Person.objects.get(pk=world.theirs.pk).erased_at is None


# --- legal holds ---------------------------------------------------------------------------


def test_the_lead_sets_and_ends_a_hold_by_a_whole_number(world, client):
    client.force_login(world.lead)
    find, person = reverse("hold-find"), world.theirs

    assert "Nobody of your company" in client.get(find, {"q": "Amina"}).text
    assert "Amina Rahman" in client.get(find, {"q": "D-1"}).text
    sent = {"reference": "M-2026/7", "until": (reporting_day() + timedelta(days=30)).isoformat()}
    assert client.post(reverse("hold-set", args=[person.uuid]), sent).status_code == 302
    assert "M-2026/7" in client.get(reverse("holds")).text

    hold = Hold.objects.get()
    assert client.post(reverse("hold-end", args=[hold.uuid])).status_code == 302
    assert "There is no hold" in client.get(reverse("holds")).text


@pytest.mark.parametrize("reference", ["", "Amina Rahman", "ক", "a@b", "x" * 41])
def test_a_reference_is_a_number_and_no_name(world, client, reference):
    client.force_login(world.lead)
    address = reverse("hold-set", args=[world.theirs.pk and world.theirs.uuid])

    answer = client.post(address, {"reference": reference, "until": "2027-01-01"})

    assert answer.status_code == 422
    assert not Hold.objects.exists()


def test_a_lead_of_another_company_finds_nobody_here(world, client):
    client.force_login(GrantFactory(power=Power.CSO).person)

    assert "Nobody of your company" in client.get(reverse("hold-find"), {"q": "D-1"}).text
    assert client.get(reverse("hold-set", args=[world.theirs.uuid])).status_code == 404


def test_somebody_who_has_left_can_be_held(world, client):
    world.theirs.memberships.update(last_day=date(2024, 5, 1))
    client.force_login(world.lead)

    assert "Amina Rahman" in client.get(reverse("hold-find"), {"q": "D-1"}).text


def test_nobody_sets_a_hold_for_herself(world, client):
    client.force_login(world.lead)

    assert client.get(reverse("hold-set", args=[world.lead.uuid])).status_code == 404


# --- the tables' own promises --------------------------------------------------------------


def test_one_erasure_request_is_open_at_a_time(world, asked):
    assert actions.ask_erasure(world.theirs) == asked
    with pytest.raises(IntegrityError, match=r"one_open_erasure_request|person_id"):
        ErasureRequest.objects.create(
            person=world.theirs, organisation=world.site, due_on=asked.due_on
        )


def test_one_correction_about_a_thing_is_open_at_a_time(world):
    row = actions.ask_correction(world.theirs, about="role", words="x")
    assert actions.ask_correction(world.theirs, about="role", words="y") == row
    with pytest.raises(IntegrityError, match=r"one_open_correction|person_id"):
        Correction.objects.create(
            person=world.theirs, organisation=world.site, about="role", due_on=row.due_on
        )


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"refusal": "law", "kept_until": DAY}, "a_refusal_is_a_decision"),
        ({"decided_at": timezone.now(), "refusal": "law"}, "a_refusal_says_until_when"),
        ({"decided_at": timezone.now(), "kept_until": DAY}, "a_refusal_says_until_when"),
    ],
)
def test_a_refusal_is_whole(asked, facts, name):
    with pytest.raises(IntegrityError, match=name):
        ErasureRequest.objects.update(**facts)


def test_a_correction_is_answered_yes_or_no(world):
    actions.ask_correction(world.theirs, about="role", words="x")

    with pytest.raises(IntegrityError, match="a_correction_is_answered_yes_or_no"):
        Correction.objects.update(decided_at=timezone.now())


def test_a_matter_holds_a_person_once(world):
    hold = actions.set_hold(world.theirs, reference="M", until=DAY, by=world.lead)
    later = actions.set_hold(
        world.theirs, reference="M", until=DAY + timedelta(days=1), by=world.lead
    )
    assert (later.pk, later.until) == (hold.pk, DAY + timedelta(days=1))
    with pytest.raises(IntegrityError, match=r"one_open_hold|person_id"):
        Hold.objects.create(person=world.theirs, reference="M", until=DAY, set_by=PersonFactory())
