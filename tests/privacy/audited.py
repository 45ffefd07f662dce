"""What of people's own data is told in the audit log, for tests/test_audited.py."""

from collections.abc import Callable
from datetime import date

from people.audit.verbs import Verb
from people.privacy import actions
from tests.factories import MembershipFactory, PersonFactory

Deed = Callable[[], object]
LATER = date(2100, 1, 1)


def correct_own() -> Deed:
    person = PersonFactory(full_name="Amina")
    facts = {"latin_name": "", "time_zone": "UTC"}
    return lambda: actions.correct_own(person, full_name="Amina Rahman", **facts)


def ask_correction() -> Deed:
    person = MembershipFactory().person
    return lambda: actions.ask_correction(person, about="role", words="Amina buys")


def answer_correction() -> Deed:
    row = actions.ask_correction(MembershipFactory().person, about="role", words="Amina buys")
    by = PersonFactory()
    return lambda: actions.answer_correction(row, is_corrected=True, answer="Amina!", by=by)


def ask_erasure() -> Deed:
    person = MembershipFactory().person
    return lambda: actions.ask_erasure(person)


def withdraw_erasure() -> Deed:
    person = actions.ask_erasure(MembershipFactory().person).person
    return lambda: actions.withdraw_erasure(person)


def refuse_erasure() -> Deed:
    row, by = actions.ask_erasure(MembershipFactory().person), PersonFactory()
    return lambda: actions.refuse_erasure(row, reason="law", until=LATER, by=by)


def grant_erasure() -> Deed:
    row, by = actions.ask_erasure(MembershipFactory().person), PersonFactory()
    return lambda: actions.grant_erasure(row, by=by)


def erase() -> Deed:
    person = MembershipFactory().person
    return lambda: actions.erase(person, by=None, cause=actions.OPERATOR)


def set_hold() -> Deed:
    person, by = MembershipFactory().person, PersonFactory()
    return lambda: actions.set_hold(person, reference="M-1", until=LATER, by=by)


def end_hold() -> Deed:
    by = PersonFactory()
    row = actions.set_hold(MembershipFactory().person, reference="M-1", until=LATER, by=by)
    return lambda: actions.end_hold(row, by=by)


AUDITED: dict[str, tuple[Verb, Callable[[], Deed]]] = {
    "people.correct_own": (Verb.PERSON_CORRECTED, correct_own),
    "people.ask_correction": (Verb.CORRECTION_ASKED, ask_correction),
    "people.answer_correction": (Verb.CORRECTION_ANSWERED, answer_correction),
    "people.ask_erasure": (Verb.ERASURE_ASKED, ask_erasure),
    "people.withdraw_erasure": (Verb.ERASURE_WITHDRAWN, withdraw_erasure),
    "people.refuse_erasure": (Verb.ERASURE_REFUSED, refuse_erasure),
    "people.grant_erasure": (Verb.PERSON_ERASED, grant_erasure),
    "people.erase": (Verb.PERSON_ERASED, erase),
    "people.set_hold": (Verb.HOLD_SET, set_hold),
    "people.end_hold": (Verb.HOLD_ENDED, end_hold),
}
NOT_AUDITED = {"people.read_notice": "the row says it: which version, and on which day"}
IDEMPOTENT = {
    "people.correct_own",
    "people.ask_correction",
    "people.ask_erasure",
    "people.withdraw_erasure",
    "people.erase",
    "people.set_hold",
    "people.end_hold",
}
