"""Whatever is done is either told in the audit log, by exactly one event, or here it says why not.

A new verb of an action that stands in neither table fails the tests: think about it first.
"""

import inspect
from collections.abc import Callable
from datetime import date
from types import ModuleType

import pytest

import assessments.actions
import certificates.actions
import content.actions
import courses.actions
import courses.decisions.actions
import people.actions
import people.agreements.actions
import people.cards.actions
import people.doors.actions
import people.doors.device_actions
import people.merging.actions
import people.privacy.actions
import people.quiet.actions
import people.scim.actions
import people.sign_on.actions
from certificates.models import Certificate
from people.audit.models import AuditEvent
from people.audit.verbs import Verb
from people.merging.models import LikelyDuplicate
from people.models import Grant, Power
from tests.courses import audited as courses_audited
from tests.courses import audited_decisions as decisions
from tests.courses.reminders import audited as reminders
from tests.factories import (
    CertificateFactory,
    EnrolmentFactory,
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
)
from tests.people import audited_ways_in as ways_in
from tests.people.quiet import audited as quiet
from tests.privacy import audited as privacy

MODULES = [
    people.actions,
    people.scim.actions,
    people.merging.actions,
    people.doors.actions,
    people.doors.device_actions,
    people.privacy.actions,
    people.sign_on.actions,
    people.agreements.actions,
    *reminders.MODULES,
    people.cards.actions,
    people.quiet.actions,
    courses.actions,
    courses.decisions.actions,
    assessments.actions,
    certificates.actions,
    content.actions,
]

LEARNING = "learning is not audited: the record of learning says it itself"
NO_TRACE = "nothing may lead from it to a person"
THROUGH = "through the action of a lower app that it calls"
FOLLOWS = "follows from a merge, which is told"
NOT_AUDITED = {
    "people.choose_language": "one's own taste: no right and no record changes",
    "people.find": "it proposes; who decides is told",
    "people.obstacle": "it only asks",
    "assessments.refuse_to_part": "it only asks",
    "content.keep_in_step": FOLLOWS,
    "assessments.start": LEARNING,
    "assessments.save_response": LEARNING,
    "assessments.save_responses": LEARNING,
    "assessments.submit": LEARNING,
    "assessments.count_dilemma_choice": NO_TRACE,
    "certificates.issue": "follows from a completion, which the record or a waiver tells",
    "certificates.attach_pdf": "a drawing of what stands",
    "certificates.report_problem": "for the operator, about a drawing",
    "people.note_use": "that a token was used: its changes are told",
    "people.found_company": THROUGH,
    "people.let_go_of_numbers": "told as the identity that ends, by a power that is given",
    "people.good_code": "only reads",
    "people.standing": "only reads",
    "content.admit_author": "follows from a power that is granted, which is told",
    "content.dismiss_author": "follows from a power that is ended, which is told",
    "content.publish_module": THROUGH,
    "content.review_translation": THROUGH,
    "content.tell_programme": THROUGH,
    "content.withdraw_programme": THROUGH,
    "content.load_starter": THROUGH,
}

Deed = Callable[[], object]


def add_organisation() -> Deed:
    parent = OrganisationFactory()
    facts = {"kind": "unit", "name": "Ropes", "started_on": parent.started_on, "country": "GB"}
    return lambda: people.actions.add_organisation(parent=parent, **facts)


def change_organisation() -> Deed:
    row = OrganisationFactory()
    return lambda: people.actions.change_organisation(row, name="Ropes and Nets")


def move_organisation() -> Deed:
    site = OrganisationFactory(site=True)
    other = OrganisationFactory(supplier=True, parent=site.parent.parent)
    return lambda: people.actions.move_organisation(site, other)


def add_person() -> Deed:
    return lambda: people.actions.add_person(full_name="Siti")


def join() -> Deed:
    person, company = PersonFactory(), OrganisationFactory()
    facts = {"workforce_type": "employee", "started_on": company.started_on, "roles": ["worker"]}
    return lambda: people.actions.join(person, company, **facts)


def record_leave() -> Deed:
    row = MembershipFactory()
    days = {"started_on": row.started_on, "ended_on": row.started_on}
    return lambda: people.actions.record_leave(row, **days)


def grant() -> Deed:
    person, company = PersonFactory(), OrganisationFactory()
    return lambda: people.actions.grant(person, Power.AUTHOR, company, by=None)


def end_grant() -> Deed:
    row = GrantFactory()
    GrantFactory(organisation=row.organisation)  # somebody is left who can give it again
    return lambda: people.actions.end_grant(row, by=None)


def pair() -> LikelyDuplicate:
    older, younger = PersonFactory(), PersonFactory()
    return LikelyDuplicate.objects.create(older=older, younger=younger)


def keep_apart() -> Deed:
    row, decider = pair(), PersonFactory()
    return lambda: people.merging.actions.keep_apart(row, by=decider)


def merge() -> Deed:
    row = pair()
    return lambda: people.merging.actions.merge(row.older, row.younger, by=None)


def undo() -> Deed:
    done = merge()()
    return lambda: people.merging.actions.undo(done, by=None)


def end_run_out() -> Deed:
    row = GrantFactory(power=Power.AUTHOR)
    Grant.objects.filter(pk=row.pk).update(until=date(2020, 1, 1))
    return people.actions.end_run_out


def accept_undertaking() -> Deed:
    person = PersonFactory()
    return lambda: people.actions.accept_undertaking(person)


def answer() -> Deed:
    company = OrganisationFactory()
    return lambda: people.agreements.actions.answer(company, "DE", "needed", by=None)


def keep_card() -> Deed:
    site = OrganisationFactory(site=True)
    return lambda: people.cards.actions.keep_card(site, "es", by=None, specialist="Casa")


def record_test() -> Deed:
    site = OrganisationFactory(site=True)
    facts = {"tested_on": date(2026, 3, 2), "has_passed": False, "by": None}
    return lambda: people.cards.actions.record_test(site, "999", **facts)


def withdraw_certificate() -> Deed:
    row, decider = CertificateFactory(), PersonFactory()
    return lambda: certificates.actions.withdraw(row, by=decider)


AUDITED: dict[str, tuple[Verb, Callable[[], Deed]]] = {
    "people.add_organisation": (Verb.ORGANISATION_ADDED, add_organisation),
    "people.change_organisation": (Verb.ORGANISATION_CHANGED, change_organisation),
    "people.move_organisation": (Verb.ORGANISATION_MOVED, move_organisation),
    "people.add_person": (Verb.PERSON_ADDED, add_person),
    "people.join": (Verb.PERSON_JOINED, join),
    "people.record_leave": (Verb.LEAVE_RECORDED, record_leave),
    "people.grant": (Verb.POWER_GRANTED, grant),
    "people.end_grant": (Verb.POWER_ENDED, end_grant),
    "people.keep_apart": (Verb.DUPLICATE_DISMISSED, keep_apart),
    "people.merge": (Verb.PERSONS_MERGED, merge),
    "people.undo": (Verb.MERGE_UNDONE, undo),
    "people.end_run_out": (Verb.POWER_ENDED, end_run_out),
    "people.accept_undertaking": (Verb.UNDERTAKING_ACCEPTED, accept_undertaking),
    "people.answer": (Verb.AGREEMENT_ANSWERED, answer),
    "people.keep_card": (Verb.RESPONSE_CARD_KEPT, keep_card),
    "people.record_test": (Verb.NUMBER_TESTED, record_test),
    "certificates.withdraw": (Verb.CERTIFICATE_WITHDRAWN, withdraw_certificate),
}
AUDITED |= privacy.AUDITED | ways_in.AUDITED | courses_audited.AUDITED
AUDITED |= decisions.AUDITED | reminders.AUDITED | quiet.AUDITED
NOT_AUDITED |= privacy.NOT_AUDITED | courses_audited.NOT_AUDITED | reminders.NOT_AUDITED
# Doing them twice does not do them twice, and is not told twice.
IDEMPOTENT = (
    {
        "people.grant",
        "people.end_grant",
        "people.keep_apart",
        "people.merge",
        "people.undo",
        "people.end_run_out",
        "people.accept_undertaking",
        "people.answer",
        "people.keep_card",
        "people.record_test",
        "certificates.withdraw",
    }
    | privacy.IDEMPOTENT
    | ways_in.IDEMPOTENT
    | courses_audited.IDEMPOTENT
    | set(decisions.AUDITED)
    | set(quiet.AUDITED)
    | reminders.IDEMPOTENT
)
# Told by what an import does to people (tests/people/imports/test_telling.py), and by what
# lms/flow.py and the views make of a request: tests/lms/test_sign_ins.py and others.
ELSEWHERE = {
    Verb.SIGNED_IN,
    Verb.SIGNED_OUT,
    Verb.SIGN_IN_FAILED,
    Verb.SIGN_IN_THROTTLED,
    Verb.PASSWORD_CHANGED,
    Verb.PASSWORD_RESET,
    Verb.SECOND_FACTOR_ADDED,
    Verb.SECOND_FACTOR_REMOVED,
    Verb.SECOND_FACTOR_RESET,
    Verb.FIGURES_EXPORTED,
    Verb.TEAM_EXPORTED,
    Verb.PEOPLE_IMPORTED,
    Verb.PERSON_CHANGED,
    Verb.PERSON_LEFT,
    Verb.GROUP_CHANGED,
    Verb.PERSON_MOVED,
    Verb.ROLES_CHANGED,
    Verb.AUDIT_EXPORTED,
    Verb.DATA_TAKEN,
    # tests/people/audit/test_beginnings.py
    Verb.BEGINNING_DELETED,
}


def _verbs_of(module: ModuleType) -> set[str]:
    app = module.__name__.split(".")[0]
    return {
        f"{app}.{name}"
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and not name.startswith("_")
        and value.__module__.startswith(module.__name__)
    }


def test_every_action_is_audited_or_says_why_not():
    actions = set().union(*[_verbs_of(module) for module in MODULES])

    assert actions == AUDITED.keys() | NOT_AUDITED.keys()
    assert not AUDITED.keys() & NOT_AUDITED.keys()


def test_every_verb_is_of_an_action():
    assert {verb for verb, _ in AUDITED.values()} | ELSEWHERE == set(Verb)


def _told_after(pk: int) -> list[str]:
    return list(AuditEvent.objects.filter(pk__gt=pk).order_by("pk").values_list("verb", flat=True))


def _last() -> int:
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", AUDITED)
def test_an_audited_action_is_told_by_exactly_one_event(name):
    verb, prepare = AUDITED[name]
    deed = prepare()
    before = _last()

    deed()

    assert _told_after(before) == [verb]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(IDEMPOTENT))
def test_what_is_done_twice_is_told_once(name):
    _, prepare = AUDITED[name]
    deed = prepare()
    deed()
    before = _last()

    deed()

    assert _told_after(before) == []


@pytest.mark.django_db
def test_learning_is_not_told():
    enrolment = EnrolmentFactory()
    before = _last()

    for requirement in enrolment.requirements.all():
        study = courses.actions.open_study(enrolment.person, requirement.module)
        for part in study.edition.document["lessons"]:
            courses.actions.finish_lesson(study, part["key"], language="en")
        courses.actions.pass_quiz(study, language="en")

    assert Certificate.objects.exists()
    assert _told_after(before) == []
