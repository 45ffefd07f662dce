"""Modules, and the programmes that ask for them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.events import rule_changed
from courses.models import Module, Programme, ProgrammeModule, ProgrammeText
from courses.places import InCycles
from courses.rules.models import AssignmentRule
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.models import Person


@transaction.atomic
def keep_module(code: str, *, source_language: str, is_open: bool) -> Module:
    """The module with this code, made if it is new. Its source language never changes."""
    module, is_new = Module.objects.get_or_create(
        code=code, defaults={"source_language": source_language, "is_open": is_open}
    )
    if not is_new and module.is_open != is_open:
        module.is_open = is_open
        module.save(update_fields=["is_open"])
    return module


@transaction.atomic
def keep_programme(code: str, *, by: Person | None = None, **rules: Any) -> Programme:
    """The programme with this code and these rules (fields of Programme), made if it is new."""
    before = Programme.objects.filter(code=code).values(*rules).first()
    programme, _ = Programme.objects.update_or_create(code=code, defaults=rules)
    if before != rules:
        audit.record(Verb.PROGRAMME_CHANGED, by=by, about=programme, of=by, code=code, **rules)
    return programme


@transaction.atomic
def tell_programme(
    programme: Programme, *, language: str, title: str, summary: str, planned: list[str]
) -> None:
    """Keep a programme's words in one language, and the titles of the modules still to come."""
    ProgrammeText.objects.update_or_create(
        programme=programme,
        language=language,
        defaults={"title": title, "summary": summary, "planned": planned},
    )


@transaction.atomic
def withdraw_programme(code: str, *, by: Person | None = None) -> None:
    """Let nobody be asked for a programme any more. Twice is once.

    What was done stands. What rules ask goes with them; what was given by hand is due by no day.
    """
    _teach(code, by, withdrawn_at=timezone.now())


@transaction.atomic
def offer_again(code: str, *, by: Person | None = None) -> None:
    """Let the rules that stand ask for a withdrawn programme again. Twice is once."""
    _teach(code, by, withdrawn_at=None)


def _teach(code: str, by: Person | None, *, withdrawn_at: datetime | None) -> None:
    is_withdrawn = withdrawn_at is not None
    found = Programme.objects.filter(code=code, withdrawn_at__isnull=is_withdrawn)
    if not found.update(withdrawn_at=withdrawn_at):
        return
    programme = Programme.objects.get(code=code)
    for rule in AssignmentRule.objects.standing().filter(programme=programme):
        rule_changed.send(sender=AssignmentRule, rule=rule)
    audit.record(
        Verb.PROGRAMME_CHANGED,
        by=by,
        about=programme,
        of=by,
        code=code,
        is_withdrawn=is_withdrawn,
    )


@transaction.atomic
def place_modules(
    programme: Programme,
    codes: list[str],
    *,
    in_cycles: Mapping[str, str] | None = None,
    by: Person | None = None,
) -> None:
    """Say which modules a programme asks for, in order. Only published ones can be asked for.

    `in_cycles` says of a module's code when it is asked for (InCycles); else it is every time. A
    module that is no longer named keeps its place and is not required of anyone new. What people
    have been asked for already stays as it is.
    """
    before = _required(programme)
    modules = {module.code: module for module in Module.objects.filter(code__in=codes)}
    published = [modules[code] for code in codes if code in modules]
    for order, module in enumerate(published, 1):
        ProgrammeModule.objects.update_or_create(
            programme=programme,
            module=module,
            defaults={
                "order": order,
                "is_required": True,
                "in_cycles": (in_cycles or {}).get(module.code, InCycles.EVERY),
            },
        )
    programme.places.exclude(module__in=published).update(is_required=False)
    after = _required(programme)
    if list(after.items()) != list(before.items()):
        audit.record(
            Verb.MODULES_PLACED,
            by=by,
            about=programme,
            of=by,
            programme=programme.code,
            modules=list(after),
            asked_only_first=_asked(after, InCycles.FIRST),
            asked_only_at_renewals=_asked(after, InCycles.RENEWALS),
        )


def _required(programme: Programme) -> dict[str, str]:
    """The codes of the modules that a programme asks for, in order, and in which cycles."""
    places = programme.places.filter(is_required=True).order_by("order", "pk")
    return dict(places.values_list("module__code", "in_cycles"))


def _asked(placed: Mapping[str, str], cycles: str) -> list[str]:
    return [code for code, asked in placed.items() if asked == cycles]
