"""Every address, every persona, every method: built from the resolver and the policy table.

A new address is in it by itself. A failure tells route, persona and method.
"""

from collections.abc import Iterator

import pytest
from django.db import connection

from lms.policy import Rule, Scope
from tests.matrix.asking import METHODS, READING, Answer, Visitor, is_door
from tests.matrix.routes import Route, routes, variants
from tests.matrix.world import Persona, World

pytestmark = pytest.mark.django_db

PERSONAS = [
    *("anonymous", "learner", "other company's learner", "supplier's learner"),
    *("manager", "other manager", "site administrator", "supplier administrator"),
    *("another supplier's", "author", "lead", "people administrator", "auditor"),
    *("ex-member", "half-authenticated", "without a second factor", "other company's lead"),
]
# Who tries every method, one of each kind: what it is answered by stands before all powers.
# The others read and send.
BY_EVERY_METHOD = {"anonymous", "learner", "lead", "half-authenticated", "other company's lead"}
# Who comes on the second database too: one of each kind.
ON_BOTH = {"anonymous", "learner", "supplier administrator", "lead", "other company's lead"}
# Where a password alone leads: to setting up a second factor, or to showing it.
ALREADY = {
    "half-authenticated": {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"},
    "without a second factor": {
        *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"),
        "sign-on-again",
    },
}
# Who takes a file leaves an event; so does who comes back from a provider with a wrong answer.
EXPORTS = {
    *("kpi-export", "coverage-export", "audit-export", "team-export", "my-data-file"),
    "sites-export",
    *("sign-on-callback", "sign-on-acs-finish"),
}
OF_PEOPLE = (
    *("provider", "token", "group", "link", "joining", "device", "workplace"),
    *("correction", "erasure", "message", "enrolment", "proposal"),
)
# Whose power reaches the other in the same company whom the world has: there a row opens.
REACHES = {
    *(("person", "lead"), ("person", "other company's lead"), ("person", "people administrator")),
    *(("grant", "lead"), ("grant", "other company's lead")),
    *(
        (kind, lead)
        for kind in ("rule", "equivalent", "hold", "enrolment", "proposal", "site", "country")
        for lead in ("lead", "other company's lead")
    ),
    *((kind, "people administrator") for kind in OF_PEOPLE),
    *(("site", "supplier administrator"), ("site", "site administrator")),
}
# Wagtail's own, for an author who sends what none of its forms does; nothing is written.
WAGTAIL_BREAKS = {
    *("copy", "wagtailadmin_choose_page_external_link"),
    *("translations_report", "translations_report_results"),  # a warning, an error in tests
}
# What Wagtail itself notes down of who looks.
WAGTAIL_NOTES = {
    "wagtailadmin_editingsession",
    "wagtailcore_pagesubscription",
    "wagtailusers_userprofile",
}
CLOSED = {302, 401, 403, 404, 405}

Fault = tuple[str, str, str, str]


def table(faults: list[Fault]) -> str:
    """The faults as somebody can read them: who did what where, and what was wrong."""
    heads = ("route", "persona", "method", "what is wrong")
    rows = [heads, *sorted(set(faults))]
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = (
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, wide, strict=False)), row[3]])
        for row in rows
    )
    return "\n" + "\n".join(lines)


def test_every_persona_of_the_matrix_is_in_the_world(world):
    assert set(PERSONAS) == set(world.personas)


@pytest.mark.parametrize("name", PERSONAS)
def test_each_address_answers_each_persona_as_the_table_says(world, name, settings):
    persona = world.personas[name]
    settings.SECOND_FACTOR_REQUIRED = persona.second_factor
    visitor = Visitor(persona)
    faults: list[Fault] = []

    for route in routes():
        for method in _methods(route, persona):
            rows = _rows(world, persona, route, method)
            answers = _ask(visitor, route, method, rows)
            problems = _problems(world, persona, route, method, answers, rows)
            faults += [(route.name, name, method, problem) for problem in problems]

    assert not faults, table(faults)


def _methods(route: Route, persona: Persona) -> list[str]:
    """Every method; Wagtail's own are two hundred behind one gate, and tried by fewer.

    Who is let in does not depend on the database: on the second one some try what reads and sends.
    """
    is_first = connection.vendor == "sqlite"
    if not is_first and (route.is_wagtails or persona.name not in ON_BOTH):
        return []
    if route.is_wagtails and persona.name != "anonymous":
        return ["GET", "POST"] if persona.name == "author" else ["GET"]
    return METHODS if is_first and persona.name in BY_EVERY_METHOD else ["GET", "POST"]


def _rows(world: World, persona: Persona, route: Route, method: str) -> dict[str, object]:
    """Whose rows are asked for: all where something can be read or sent, else a stranger's."""
    if not route.row:
        return {}
    found = variants(world, persona, route.row)
    if route.rule.is_public:  # whoever knows the code may look
        return {"another's": found["another's"]}
    if method in {"GET", "POST"}:
        return found
    return {"another company's": found["another company's"]}


def _ask(visitor: Visitor, route: Route, method: str, rows: dict[str, object]) -> dict[str, Answer]:
    if not rows:
        return {"": visitor.ask(method, route.address())}
    return {which: visitor.ask(method, route.address(row)) for which, row in rows.items()}


def _problems(
    world: World,
    persona: Persona,
    route: Route,
    method: str,
    answers: dict[str, Answer],
    rows: dict[str, object],
) -> Iterator[str]:
    for which, answer in answers.items():
        for problem in _problems_of(world, persona, route, method, answer, rows.get(which)):
            yield f"{which} {problem}".strip()
    if len(rows) > 1:
        closed = {which for which in rows if which != "own"}
        closed -= {"another's"} if (route.row, persona.name) in REACHES else set()
        said = {
            which: answers[which].alike(route.address(rows[which]), rows[which]) for which in closed
        }
        nobodys = said.pop("nobody's")
        for which, text in said.items():
            if text != nobodys:
                yield f"{which} is not answered as nobody's: {_parts(text, nobodys)}"


def _problems_of(
    world: World, persona: Persona, route: Route, method: str, answer: Answer, row: object
) -> Iterator[str]:
    is_known = route.name == "readyz" or (route.is_wagtails and route.name in WAGTAIL_BREAKS)
    if answer.status >= 500 and not is_known:
        yield f"broke: {answer.status}"
    yield from _leaks(world, persona, answer, row, is_bearer=route.rule.is_public and bool(row))
    yield from _writes(persona, route, method, answer)
    if not route.rule.is_public and not _is_let_in(persona, route.rule):
        yield from _open(persona, route, answer)


def _leaks(
    world: World, persona: Persona, answer: Answer, row: object, *, is_bearer: bool
) -> Iterator[str]:
    """Words of others in what is shown, logged or mailed; whoever knows a code is shown its own."""
    shown = world.strangers(persona, f"{answer.text}\n{answer.followed}", given=[row])
    if shown and not is_bearer:
        yield f"told {sorted(shown)}"
    if logged := world.strangers(_Nobody, answer.logged):
        yield f"logged {sorted(logged)}"
    for to, text in answer.mails:
        if world.strangers(persona, f"{to} {text}"):
            yield f"mailed {to}"


def _writes(persona: Persona, route: Route, method: str, answer: Answer) -> Iterator[str]:
    written = answer.written - (WAGTAIL_NOTES if route.is_wagtails else set())
    if method in READING and written and route.name not in EXPORTS:
        yield f"wrote {sorted(written)}"
    if written and answer.status in CLOSED and not _is_let_in(persona, route.rule):
        yield f"wrote {sorted(written)} though closed"


_Nobody = Persona("log", "", None, frozenset(), frozenset())


def _is_let_in(persona: Persona, rule: Rule) -> bool:
    if rule.is_public:
        return True
    if persona.person is None or persona.second_factor:
        return False
    return not rule.powers or (persona.power in rule.powers and _reaches(persona, rule))


def _reaches(persona: Persona, rule: Rule) -> bool:
    return rule.scope is not Scope.COMPANY or persona.name not in {"site administrator"}


def _open(persona: Persona, route: Route, answer: Answer) -> Iterator[str]:
    """What the gate has to say to somebody who does not come in."""
    if persona.second_factor:
        if answer.status == 200 and route.name not in ALREADY[persona.name]:
            yield "opened before the second factor"
    elif persona.person is None:
        if answer.status not in {401, 405} and not is_door(answer):
            yield f"did not lead to the door: {answer.status}"
    elif answer.status != 404:
        yield f"answered {answer.status} and not 404"


def _parts(one: str, other: str) -> str:
    """Where two answers part."""
    for left, right in zip(one.splitlines(), other.splitlines(), strict=False):
        if left != right:
            return f"{left[:90]!r}, {right[:90]!r}"
    return f"{len(one)} and {len(other)} characters"
