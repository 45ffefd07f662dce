"""Erasing: everywhere, once, all of it or nothing; and what stands against it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt, Response
from certificates import actions as certificates
from certificates import tasks as certificate_tasks
from certificates.models import Certificate
from lms import outbox
from lms.models import Outbox
from lms.privacy import actions as everywhere
from people.audit.models import AuditEvent
from people.audit.verbs import Verb
from people.audit.verify import findings
from people.calendar import reporting_day
from people.imports.actions import ImportUnderWay
from people.imports.models import ImportRun
from people.models import Membership, Person, Power
from people.privacy import actions
from people.privacy.models import ErasureRequest
from tests.factories import CertificateFactory, GrantFactory, MembershipFactory, PersonFactory
from tests.privacy.canaries import EMAIL, TRACES, canary, places_with

pytestmark = pytest.mark.django_db


def work_off() -> None:
    while outbox.sweep():
        pass


def test_nothing_is_left_of_whoever_is_erased_in_tables_files_and_caches(client, mailoutbox):
    person = canary()
    request = actions.ask_erasure(person)
    before = places_with(TRACES)
    assert len([place for place in before if place.startswith("file")]) == 5
    assert {place.partition(".")[0] for place in before} >= {
        "people_person", "people_membership", "people_importchange", "people_importfault",
        "people_correction", "courses_enrolment", "certificates_certificate", "lms_outbox",
        "account_emailaddress", "mfa_authenticator", "django_session", "wagtailcore_modellogentry",
    }  # fmt: skip

    actions.grant_erasure(request, by=PersonFactory())
    work_off()

    assert places_with(TRACES) == []
    assert [mail.to for mail in mailoutbox] == [[EMAIL]]
    assert "That is done" in mailoutbox[0].body
    assert list(findings()) == []


def test_whoever_is_erased_is_nobody_and_cannot_sign_in():
    person = MembershipFactory(person__full_name="Amina Rahman").person
    client = Client()
    client.force_login(person)
    uuid = person.uuid

    actions.erase(person, by=None, cause=actions.ASKED)

    person = Person.objects.get(uuid=uuid)
    assert (str(person), person.email, person.is_active) == ("", "", False)
    assert not person.has_usable_password()
    assert person.memberships.get().last_day == reporting_day()
    assert client.get(reverse("my-learning")).status_code == 302
    event = AuditEvent.objects.order_by("-pk").first()
    assert (event.verb, event.about, event.facts) == (Verb.PERSON_ERASED, uuid, {"cause": "asked"})


def test_erasing_twice_is_once():
    person = MembershipFactory().person
    actions.erase(person, by=None, cause=actions.ASKED)
    before = Person.objects.values().get(pk=person.pk), AuditEvent.objects.count()

    actions.erase(person, by=None, cause=actions.OPERATOR)

    assert (Person.objects.values().get(pk=person.pk), AuditEvent.objects.count()) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", ["_treat", "imports.forget", "accounts.end_other_sessions"])
def test_what_is_killed_half_way_leaves_nothing_half(monkeypatch, place):
    person = canary()
    before = places_with(TRACES)

    class Killed(BaseException):
        pass

    calls = []
    real = everywhere._treat

    def die(*args, **kwargs):
        calls.append(args)
        if place != "_treat" or len(calls) > 20:
            raise Killed
        return real(*args)

    owner, _, name = f"lms.privacy.actions.{place}".rpartition(".")
    with monkeypatch.context() as patch:
        patch.setattr(f"{owner}.{name}", die)
        with pytest.raises(Killed):
            actions.erase(person, by=None, cause=actions.ASKED)

    # A session that is forgotten by the cache is read from its table again.
    assert _but_cached(places_with(TRACES)) == _but_cached(before)
    assert Person.objects.get(pk=person.pk).erased_at is None
    actions.erase(person, by=None, cause=actions.ASKED)
    work_off()
    assert places_with(TRACES) == []


def _but_cached(places: list[str]) -> list[str]:
    return [place for place in places if not place.startswith("cache ")]


def test_files_are_deleted_by_the_worker_after_the_commit():
    canary_ = canary()

    actions.erase(canary_, by=None, cause=actions.ASKED)

    waiting = Outbox.objects.filter(task="lms.tasks.delete_file", done_at=None)
    assert waiting.count() >= 4
    assert all(set(row.facts) == {"name"} for row in waiting)


# --- certificates --------------------------------------------------------------------------


def test_a_certificate_can_still_be_checked_and_names_nobody(client):
    certificate = CertificateFactory()
    person = certificate.completion.enrolment.person
    address, code = reverse("verify-certificate", args=[certificate.code]), certificate.name_code
    assert person.full_name in client.post(address, {"name_code": code}).text

    actions.erase(person, by=None, cause=actions.ASKED)

    assert "This certificate is valid" in client.get(address).text
    answer = client.post(address, {"name_code": code})
    assert answer.status_code == 422
    assert "does not belong" in answer.text
    assert client.post(address, {"name_code": ""}).status_code == 422


def test_no_certificate_is_drawn_for_nobody():
    certificate = CertificateFactory()
    stale = Certificate.objects.get(pk=certificate.pk)
    actions.erase(certificate.completion.enrolment.person, by=None, cause=actions.ASKED)

    certificate_tasks.draw(certificate.pk)
    certificates.attach_pdf(stale, b"%PDF with a name")  # a worker that had begun before

    certificate.refresh_from_db()
    assert not certificate.pdf
    assert not certificate.pdf.storage.exists(stale.drawing_name)


# --- what stands against it ----------------------------------------------------------------


def test_whoever_holds_a_power_gives_it_up_first():
    grant = GrantFactory(power=Power.CSO)

    with pytest.raises(actions.HoldsPower):
        actions.erase(grant.person, by=None, cause=actions.ASKED)

    assert Person.objects.get(pk=grant.person.pk).full_name


def test_a_legal_hold_keeps_everything_until_its_last_day(time_machine):
    time_machine.move_to("2026-06-15T12:00:00Z")
    lead, person = GrantFactory(power=Power.CSO).person, MembershipFactory().person
    until = reporting_day() + timedelta(days=10)
    actions.set_hold(person, reference="M-1", until=until, by=lead)

    with pytest.raises(actions.OnHold) as told:
        actions.erase(person, by=None, cause=actions.ASKED)
    assert told.value.until == until

    time_machine.shift(timedelta(days=11))
    actions.erase(person, by=None, cause=actions.ASKED)
    assert Person.objects.get(pk=person.pk).erased_at


def test_while_a_file_is_being_applied_nobody_is_erased():
    person = MembershipFactory().person
    ImportRun.objects.create(state=ImportRun.State.APPLYING)

    with pytest.raises(ImportUnderWay):
        actions.erase(person, by=None, cause=actions.ASKED)

    assert Person.objects.get(pk=person.pk).erased_at is None


def test_another_companys_files_are_left_alone():
    person = MembershipFactory().person
    theirs = GrantFactory(power=Power.PEOPLE_ADMINISTRATOR).person
    run = ImportRun.objects.create(by=theirs, state=ImportRun.State.READY)

    actions.erase(person, by=None, cause=actions.ASKED)

    run.refresh_from_db()
    assert (run.state, run.cleared_at) == (ImportRun.State.READY, None)


def test_nobody_sees_whoever_is_erased_in_a_list(client):
    boss = PersonFactory()
    MembershipFactory(person=boss)
    person = MembershipFactory(person__full_name="Amina Rahman", reports_to=boss).person
    client.force_login(boss)
    assert "Amina" in client.get(reverse("team")).text

    actions.erase(person, by=None, cause=actions.ASKED)

    page = client.get(reverse("team"))
    assert page.status_code == 200
    assert 'scope="row"' not in page.text


def test_what_was_to_begin_later_never_does():
    person = PersonFactory()
    MembershipFactory(person=person, started_on=reporting_day() + timedelta(days=9))

    actions.erase(person, by=None, cause=actions.ASKED)

    assert not Membership.objects.filter(person=person).exists()


def test_answers_go_and_results_stay():
    person = canary()
    results = list(Attempt.objects.values_list("pk", "score", "passed"))
    assert Response.objects.exists()

    actions.erase(person, by=None, cause=actions.ASKED)

    assert not Response.objects.exists()
    assert list(Attempt.objects.values_list("pk", "score", "passed")) == results


# --- the command ---------------------------------------------------------------------------


def test_an_operator_erases_by_the_id_and_says_why(capsys):
    person = MembershipFactory().person

    call_command("erase_person", str(person.uuid), reason="asked by letter")
    call_command("erase_person", str(person.uuid), reason="asked by letter")

    assert Person.objects.get(pk=person.pk).erased_at
    assert "already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("uuid", "reason", "told"),
    [("x", "r", "Nobody has this id"), (None, " ", "Say why"), (None, "r", "holds a power")],
)
def test_the_command_says_what_is_wrong(uuid, reason, told):
    person = GrantFactory().person

    with pytest.raises(CommandError, match=told):
        call_command("erase_person", uuid or str(person.uuid), reason=reason)


def test_the_command_says_until_when_a_hold_keeps_a_record():
    person = MembershipFactory().person
    day = reporting_day() + timedelta(days=1)
    actions.set_hold(person, reference="M", until=day, by=PersonFactory())

    with pytest.raises(CommandError, match=day.isoformat()):
        call_command("erase_person", str(person.uuid), reason="r")


# --- the tables' own promises --------------------------------------------------------------


def test_an_erased_person_has_no_name():
    with pytest.raises(IntegrityError, match="an_erased_person_is_nobody"):
        Person.objects.filter(pk=PersonFactory().pk).update(erased_at=timezone.now())


def test_a_request_that_was_open_is_closed_with_its_person():
    person = MembershipFactory().person
    actions.ask_erasure(person)

    actions.erase(person, by=None, cause=actions.OPERATOR)

    assert ErasureRequest.objects.get().withdrawn_at
