"""One's own data: whole, readable, one's own, taken along, corrected."""

import json

import pytest
from django.core.cache import cache
from django.urls import reverse

from assessments.models import Attempt
from lms.privacy.sections import SECTIONS
from people.audit.models import AuditEvent
from people.audit.verbs import Verb
from people.freshness import SIGNED_IN_AT
from people.models import Person
from people.privacy import actions
from people.privacy.models import Correction, ErasureRequest
from tests.factories import MembershipFactory, PersonFactory
from tests.privacy.canaries import EMAIL, LATIN, NAME, NUMBER, WORK_EMAIL, canary

pytestmark = pytest.mark.django_db

PAGE, FILE = "/my-data/", "/my-data/file."


@pytest.fixture
def me(client) -> Person:
    person = canary()
    client.force_login(person)
    return person


def taken(client, kind="json") -> str:
    return b"".join(client.get(FILE + kind).streaming_content).decode()


def test_the_page_tells_everything_in_sections_with_who_sees_it_and_how_long(me, client):
    text = client.get(PAGE).text

    for word in (NAME, LATIN, EMAIL, WORK_EMAIL, NUMBER, "Passed", "Your answers"):
        assert word in text
    assert text.count("Who sees it:") == text.count("How long:") == len(SECTIONS)
    assert "You alone." in text


def test_the_file_holds_what_the_tables_hold(me, client):
    file = json.loads(taken(client))

    sections = file["sections"]
    assert (file["format"], file["version"]) == ("daylight-my-data", 1)
    assert list(sections) == [section.key for section in SECTIONS]
    assert sections["identity"][0]["email"] == EMAIL
    assert sections["work"][0]["employee_number"] == NUMBER
    assert sections["leaves"]
    assert [row["passed"] for row in sections["attempts"]] == [True]
    assert len(sections["answers"]) == 5
    assert all(row["question"] and row["answer"] for row in sections["answers"])
    assert sections["certificates"][0]["name"] == NAME
    assert sections["requests"][0]["words"] == f"{NAME} reports to nobody"
    assert {row["by"] for row in sections["log"]} <= {
        "you", "somebody else", "nobody who was signed in",
    }  # fmt: skip


def test_every_field_of_a_section_is_labelled(me, client):
    for section in SECTIONS:
        for row in section.rows(me, None):
            assert set(row) <= set(section.fields)


def test_the_readable_file_is_whole_and_fetches_nothing(me, client):
    text = taken(client, "html")

    assert text.startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")
    assert NUMBER in text
    assert "src=" not in text
    assert "href=" not in text


def test_the_readable_file_speaks_the_readers_language(me, client):
    Person.objects.filter(pk=me.pk).update(language="ar")

    assert '<html lang="ar" dir="rtl">' in taken(client, "html")


def test_taking_the_file_is_told_and_asks_again_who_it_is(me, client):
    taken(client)
    event = AuditEvent.objects.order_by("-pk").first()
    assert (event.verb, event.actor, event.facts) == (Verb.DATA_TAKEN, me.uuid, {"format": "json"})

    session = client.session
    session[SIGNED_IN_AT] = 0
    session["account_authentication_methods"] = []
    session.save()
    answer = client.get(FILE + "json")
    assert answer.status_code in {302, 403}
    assert not answer.streaming


def test_nothing_of_others_is_in_it(me, client):
    other = PersonFactory(full_name="Somebody Else", email="somebody@example.org")
    MembershipFactory(person=other, employee_number="X-99")

    text = client.get(PAGE).text + taken(client) + taken(client, "html")

    assert "Somebody" not in text
    assert "X-99" not in text
    assert str(other.uuid) not in text


def test_an_expired_score_is_shown_to_nobody_not_even_to_her(me, client):
    attempt = Attempt.objects.get()
    result = reverse("attempt-result", args=[attempt.uuid])
    assert "100.0 %" in client.get(result).text
    Attempt.objects.update(
        answers_deleted_at=attempt.submitted_at, score_expired_at=attempt.submitted_at
    )

    for address in (result, PAGE):
        assert "100.0" not in client.get(address).text
    assert "is deleted, as we promised" in client.get(result).text
    assert json.loads(taken(client))["sections"]["attempts"][0]["score"] is None


@pytest.mark.parametrize("many", [1, 6])
def test_the_page_takes_the_same_queries_however_much_is_kept(
    client, many, django_assert_max_num_queries
):
    person = PersonFactory(full_name="Amina Rahman")
    for _ in range(many):
        MembershipFactory(person=person)
        actions.ask_correction(person, about="role", words="x")
    client.force_login(person)
    client.get(PAGE)
    cache.clear()

    with django_assert_max_num_queries(40):
        client.get(PAGE)


# --- correcting ----------------------------------------------------------------------------


def test_she_corrects_her_own_name_and_zone_herself(client):
    person = PersonFactory(full_name="Amina Rahmen")
    client.force_login(person)
    sent = {"full_name": " আমিনা  রহমান ", "latin_name": "Amina Rahman", "time_zone": "Asia/Dhaka"}

    assert client.post("/my-data/correct/", sent).url == PAGE

    person.refresh_from_db()
    assert (person.full_name, person.time_zone) == ("আমিনা রহমান", "Asia/Dhaka")
    event = AuditEvent.objects.order_by("-pk").first()
    assert event.verb == Verb.PERSON_CORRECTED
    assert event.facts == {"fields": ["full_name", "latin_name", "time_zone"]}


@pytest.mark.parametrize(
    "sent",
    [
        {"full_name": ""},
        {"full_name": "   "},
        {"full_name": "Amina\u202eRahman"},
        {"full_name": "a" * 151},
        {"time_zone": "Mars/Olympus"},
    ],
)
def test_a_name_that_cannot_be_one_is_told_at_its_place(client, sent):
    person = PersonFactory(full_name="Amina")
    client.force_login(person)

    answer = client.post(
        "/my-data/correct/", {"full_name": "A", "latin_name": "", "time_zone": "UTC"} | sent
    )

    assert answer.status_code == 422
    person.refresh_from_db()
    assert person.full_name == "Amina"


def test_she_reports_what_the_employer_told_wrongly(client):
    person = MembershipFactory().person
    client.force_login(person)

    assert client.post("/my-data/report/", {"about": "role", "words": "I cut"}).url == PAGE
    assert client.post("/my-data/report/", {"about": "role", "words": "I cut"}).url == PAGE

    assert Correction.objects.get().words == "I cut"
    for wrong in ({"about": "salary", "words": "x"}, {"about": "role", "words": "x" * 501}):
        assert client.post("/my-data/report/", wrong).status_code == 422


def test_who_belongs_nowhere_is_told_whom_to_write_to(client):
    client.force_login(PersonFactory())

    assert client.post("/my-data/report/", {"about": "role", "words": "x"}).status_code == 422
    assert client.post("/my-data/erasure/", {"ask": "yes"}).status_code == 409


# --- erasure, asked for --------------------------------------------------------------------


def test_she_asks_to_be_erased_and_takes_it_back(client):
    person = MembershipFactory().person
    client.force_login(person)
    address = "/my-data/erasure/"
    assert "cannot be undone" in client.get(address).text

    client.post(address, {"ask": "yes"})
    client.post(address, {"ask": "yes"})
    assert ErasureRequest.objects.open().count() == 1
    assert "You have asked to be erased" in client.get(PAGE).text

    client.post(address, {"back": "yes"})
    client.post(address, {"back": "yes"})
    assert ErasureRequest.objects.open().count() == 0
