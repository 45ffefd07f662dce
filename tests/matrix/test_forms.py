"""What is sent: questions find nobody else's rows, and forms set what they may and no more."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import resolve, reverse

from lms.policy import rule_of
from people.imports.models import ImportRun
from people.models import Person
from tests.factories import PASSWORD
from tests.matrix.asking import Visitor
from tests.matrix.routes import variants
from tests.matrix.test_matrix import PERSONAS, table
from tests.matrix.world import Persona
from tests.written import TOUCHED

pytestmark = pytest.mark.django_db

# Who asks where about what; and the kind of row that the question names.
QUESTIONS = [
    ("manager", "team", "after", "person"),
    ("manager", "team", "before", "person"),
    ("supplier administrator", "site-staff", "after", "person"),
    ("people administrator", "powers", "after", "grant"),
    ("supplier administrator", "powers", "after", "grant"),
    ("lead", "overview", "company", "company"),
    ("lead", "kpi-export", "company", "company"),
    ("auditor", "audit", "company", "company"),
    ("auditor", "audit-export", "company", "company"),
]
# Rows of the same company that the power reaches: there the answer may differ.
WITHIN = {("lead", "company"), ("auditor", "company")}


@pytest.mark.parametrize(("name", "route", "field", "kind"), QUESTIONS)
def test_a_question_about_anothers_row_is_answered_as_about_nobodys(
    world, name, route, field, kind
):
    persona = world.personas[name]
    visitor = Visitor(persona)
    path = reverse(route, kwargs={"kind": "csv"} if route == "kpi-export" else {})
    rows = variants(world, persona, kind)
    if (name, kind) in WITHIN:
        del rows["another's"]
    said = {
        which: visitor.ask("GET", f"{path}?{field}={row}").alike(row) for which, row in rows.items()
    }

    assert len(set(said.values())) == 1, list(said)


@pytest.mark.parametrize("field", ["email", "full_name", "work_email", "employee_number"])
def test_looking_for_somebody_of_another_company_finds_nobody(world, field):
    other = Person.objects.get(uuid=world.others["b"]["person"])
    visitor = Visitor(world.personas["lead"])
    known = getattr(other, field, None) or getattr(other.memberships.get(), field, "")
    path = reverse("power-find")

    found = visitor.ask("GET", f"{path}?q={known}").alike(known)

    assert found == visitor.ask("GET", f"{path}?q=nobody-at-all").alike("nobody-at-all")


# --- forms ---------------------------------------------------------------------------------

# What nobody may set by sending it: whose it is, what it is worth, what one may.
FORBIDDEN = {
    **dict.fromkeys(("owner", "person", "person_id", "user", "user_id", "by", "actor"), "1"),
    **dict.fromkeys(("tenant", "company", "organisation", "organisation_id", "run", "id"), "1"),
    **dict.fromkeys(("power", "powers", "role", "roles", "audience_roles", "groups"), "cso"),
    **dict.fromkeys(("score", "points", "number", "cycle", "critical_missed"), "100"),
    **dict.fromkeys(("passed", "is_active", "is_staff", "is_superuser", "is_test"), "on"),
    **dict.fromkeys(("completed_on", "submitted_at", "granted_at", "due_on"), "2020-01-01"),
    **dict.fromkeys(("state", "status", "evidence"), "done"),
    **dict.fromkeys(("uuid", "digest", "granted_by", "granted_by_id"), "zzz"),
}

Sent = tuple[str, dict[str, Any]]


def _learning(name: str, data: dict[str, Any], **more: str) -> Callable[[Persona], Sent]:
    def form(persona: Persona) -> Sent:
        argument = "uuid" if name.startswith("attempt") else "study_uuid"
        row = "attempt" if name.startswith("attempt") else "study"
        return reverse(name, kwargs={argument: persona.rows[row]} | more), data

    return form


def _plain(name: str, data: dict[str, Any]) -> Callable[[Persona], Sent]:
    return lambda persona: (reverse(name), data)


def _import(name: str) -> Callable[[Persona], Sent]:
    def form(persona: Persona) -> Sent:
        run = ImportRun.objects.get(uuid=persona.rows["run"])
        return reverse(name, args=[run.uuid]), {"plan": run.plan_digest}

    return form


FORMS: list[tuple[str, Callable[[Persona], Sent]]] = [
    ("learner", _plain("set-language", {"language": "es", "next": "/"})),
    (
        "learner",
        _plain(
            "account_change_password",
            {
                "oldpassword": PASSWORD,
                "password1": "a new long word",
                "password2": "a new long word",
            },
        ),
    ),
    ("learner", _learning("lesson-done", {}, key="l1")),
    ("learner", _learning("attempt-save", {"q1": "b", "q1.revision": "0"})),
    ("learner", _learning("attempt-submit", {"confirm": "5"})),
    ("people administrator", _import("import-apply")),
    ("people administrator", _import("import-discard")),
]


def _ids() -> list[str]:
    return [f"{number}" for number in range(len(FORMS))]


@pytest.mark.parametrize(("name", "form"), FORMS, ids=_ids())
def test_a_form_does_the_same_whatever_else_is_sent_with_it(world, name, form):
    persona = world.personas[name]
    visitor = Visitor(persona)
    path, data = form(persona)
    takes = rule_of(resolve(path).url_name, resolve(path).route).takes
    beyond = {key: value for key, value in FORBIDDEN.items() if key not in takes}

    alone, beside = _changes(visitor, path, data), _changes(visitor, path, beyond | data)

    assert alone[1], f"{path} answered {alone[0]} and did nothing"
    assert alone == beside


@pytest.mark.parametrize(("name", "form"), FORMS[2:], ids=_ids()[2:])
def test_anothers_form_does_nothing_for_any_other_persona(world, name, form):
    path, data = form(world.personas[name])
    faults = []
    for other in set(PERSONAS) - {name}:
        answer = Visitor(world.personas[other]).ask("POST", path, data | FORBIDDEN)
        if answer.written:
            faults.append((path, other, "POST", f"wrote {sorted(answer.written)}"))

    assert not faults, table(faults)


def _changes(visitor: Visitor, path: str, data: dict[str, Any]) -> tuple[int, Counter[str]]:
    """What a form brought about: the rows that came, went or changed, without what is chance."""
    with transaction.atomic():
        before = _rows()
        visitor.kept = True
        answer = visitor.ask("POST", path, data)
        after = _rows()
        visitor.kept = False
        transaction.set_rollback(True)
    changed = after.copy()
    changed.subtract(before)
    return answer.status, Counter({row: number for row, number in changed.items() if number})


_CHANCE = {"digest", "previous", "request", "password", "number_at", "facts"}


def _rows() -> Counter[str]:
    found: Counter[str] = Counter()
    for model in apps.get_models():
        if model._meta.managed and model._meta.db_table not in TOUCHED:
            names = [
                field.attname
                for field in model._meta.concrete_fields
                if not field.primary_key
                and not isinstance(field, models.DateTimeField | models.UUIDField)
                and field.attname not in _CHANCE
            ]
            for row in model._base_manager.values(*names):
                found[f"{model._meta.label} {row}"] += 1
    return found
