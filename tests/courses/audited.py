"""What of courses is told in the audit log, for tests/test_audited.py."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

from django.utils import timezone

import courses.actions
from people.audit.verbs import Verb
from people.models import Power
from tests.documents import document
from tests.factories import (
    EditionFactory,
    EnrolmentFactory,
    EquivalentFactory,
    GrantFactory,
    ModuleFactory,
    PersonFactory,
    ProgrammeFactory,
    RuleFactory,
)

Deed = Callable[[], object]
LEARNING = "learning is not audited: the record of learning says it itself"


def publish_edition() -> Deed:
    module, author = ModuleFactory(), PersonFactory()
    said = document(module=module.code)
    return lambda: courses.actions.publish_edition(module, language="en", document=said, by=author)


def keep_programme() -> Deed:
    return lambda: courses.actions.keep_programme("X", validity_months=12, audience_roles=[])


def place_modules() -> Deed:
    programme, module = ProgrammeFactory(modules=[]), EditionFactory().module
    return lambda: courses.actions.place_modules(programme, [module.code])


def withdraw_programme() -> Deed:
    programme, author = ProgrammeFactory(), PersonFactory()
    return lambda: courses.actions.withdraw_programme(programme.code, by=author)


def offer_again() -> Deed:
    programme, author = ProgrammeFactory(withdrawn_at=timezone.now()), PersonFactory()
    return lambda: courses.actions.offer_again(programme.code, by=author)


def make_rule() -> Deed:
    lead, uuid = GrantFactory(power=Power.CSO), uuid4()
    facts = {
        "programme": ProgrammeFactory(),
        "organisation": lead.organisation,
        "due_in_days": 30,
        "begins_on": date(2026, 1, 1),
    }
    return lambda: courses.actions.make_rule(uuid, by=lead.person, **facts)


def make_campaign() -> Deed:
    lead, uuid = GrantFactory(power=Power.CSO), uuid4()
    facts = {
        "programme": ProgrammeFactory(),
        "organisation": lead.organisation,
        "is_mandatory": False,
        "begins_on": date(2026, 1, 1),
        "ends_on": date(2026, 1, 7),
        "words": {"en": {"title": "One week", "message": "Look at your orders."}},
    }
    return lambda: courses.actions.make_campaign(uuid, by=lead.person, **facts)


def end_rule() -> Deed:
    rule = RuleFactory()
    lead = GrantFactory(power=Power.CSO, organisation=rule.organisation).person
    return lambda: courses.actions.end_rule(rule, by=lead)


def make_equivalent() -> Deed:
    lead, uuid = GrantFactory(power=Power.CSO), uuid4()
    facts = {"programme": ProgrammeFactory(), "counted": ProgrammeFactory()}
    facts |= {"organisation": lead.organisation, "reason": "Amina compared them"}
    return lambda: courses.actions.make_equivalent(uuid, by=lead.person, **facts)


def end_equivalent() -> Deed:
    row = EquivalentFactory()
    lead = GrantFactory(power=Power.CSO, organisation=row.organisation).person
    return lambda: courses.actions.end_equivalent(row, by=lead)


def withdraw() -> Deed:
    row, decider = EnrolmentFactory(), PersonFactory()
    return lambda: courses.actions.withdraw(row, by=decider, reason="Amina has moved")


def exempt() -> Deed:
    row, one, two = EnrolmentFactory(), PersonFactory(), PersonFactory()
    return lambda: courses.actions.exempt(row, by=one, confirmed_by=two, reason="Amina is ill")


def waive() -> Deed:
    row, one, two = EnrolmentFactory(), PersonFactory(), PersonFactory()
    return lambda: courses.actions.waive(row, by=one, confirmed_by=two, reason="2019")


def recognise() -> Deed:
    row, one, two = EnrolmentFactory(), PersonFactory(), PersonFactory()
    return lambda: courses.actions.recognise(
        row,
        completed_on=date(2026, 2, 2),
        reference="Amina's certificate 17",
        by=one,
        confirmed_by=two,
        reason="Amina learnt it elsewhere",
    )


AUDITED: dict[str, tuple[Verb, Callable[[], Deed]]] = {
    "courses.publish_edition": (Verb.EDITION_PUBLISHED, publish_edition),
    "courses.keep_programme": (Verb.PROGRAMME_CHANGED, keep_programme),
    "courses.place_modules": (Verb.MODULES_PLACED, place_modules),
    "courses.withdraw_programme": (Verb.PROGRAMME_CHANGED, withdraw_programme),
    "courses.offer_again": (Verb.PROGRAMME_CHANGED, offer_again),
    "courses.make_rule": (Verb.RULE_MADE, make_rule),
    "courses.make_campaign": (Verb.CAMPAIGN_MADE, make_campaign),
    "courses.end_rule": (Verb.RULE_ENDED, end_rule),
    "courses.make_equivalent": (Verb.EQUIVALENT_MADE, make_equivalent),
    "courses.end_equivalent": (Verb.EQUIVALENT_ENDED, end_equivalent),
    "courses.withdraw": (Verb.ENROLMENT_WITHDRAWN, withdraw),
    "courses.exempt": (Verb.ENROLMENT_EXEMPTED, exempt),
    "courses.waive": (Verb.ENROLMENT_WAIVED, waive),
    "courses.recognise": (Verb.LEARNING_RECOGNISED, recognise),
}
NOT_AUDITED = {
    "courses.settle_duplicates": "follows from a merge, which is told",
    "courses.refuse_to_part": "it only asks",
    "courses.keep_module": "a module comes, and changes, with an edition that is published",
    "courses.tell_programme": "words only; the CMS keeps who wrote them",
    "courses.apply_rules_to": "a rule does it, and the ground says which and when",
    "courses.count_elsewhere": "it only announces",
    "courses.enrol": "a rule does it, and the enrolment says which and when",
    "courses.ask_in_full": "the programme's limit does it, and the requirements say so",
    "courses.open_study": LEARNING,
    "courses.finish_lesson": LEARNING,
    "courses.pass_quiz": LEARNING,
    "courses.count_open_use": "nothing may lead from it to a person",
    "courses.bring_in": "through recognise, once for each row",
    "courses.move_for_leave": "follows from days away, which are told where they are recorded",
    "courses.give_time_at": "follows from a decision about a place, which is told",
}
IDEMPOTENT = {
    "courses.publish_edition",
    "courses.keep_programme",
    "courses.place_modules",
    "courses.withdraw_programme",
    "courses.offer_again",
    "courses.make_campaign",
    "courses.make_rule",
    "courses.end_rule",
    "courses.make_equivalent",
    "courses.end_equivalent",
    "courses.withdraw",
    "courses.exempt",
}
