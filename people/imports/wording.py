"""What an import says to people: faults, kinds of change, columns, in the reader's language."""

from collections.abc import Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.imports.columns import ORGANISATIONS, PEOPLE
from people.imports.models import ImportChange, ImportFault
from people.imports.wording_faults import FAULTS
from people.models import AudienceRole, WorkforceType

Kind = ImportChange.Kind

COLUMNS = {
    PEOPLE: {
        "employee_number": gettext_lazy(
            "The number the employer knows the person by, exactly as written: 00123 stays 00123. "
            "It says who is meant, and stays the same when somebody moves."
        ),
        "organisation": gettext_lazy("The code of the place where the person works."),
        "full_name": gettext_lazy(
            "The whole name in one cell, in the person's own script. One name is enough. "
            "Needed for somebody new."
        ),
        "latin_name": gettext_lazy("The name in Latin letters, if the person uses one."),
        "email": gettext_lazy("The person's own address, never a shared one. May be empty."),
        "language": gettext_lazy(
            "The tag of the language to begin in, such as en, es, ar or bn. People choose "
            "their own later."
        ),
        "workforce_type": gettext_lazy(
            "employee, non_employee (agency or self-employed) or supplier_staff. Empty: as usual "
            "at that place."
        ),
        "roles": gettext_lazy(
            "What the person does: manager, procurement, supervisor, worker; several with commas."
        ),
        "decision_maker": gettext_lazy("yes or no: whether the person decides on buying."),
        "manager": gettext_lazy("The employee number of the person's manager."),
        "started_on": gettext_lazy(
            "The first day there, such as 2026-03-31. Needed for somebody new. For a move: the "
            "day of the move, or else it is today."
        ),
        "last_day": gettext_lazy("The last day of work, itself included. Empty: no end."),
        "leave_from": gettext_lazy("First day of a leave of 30 days or more. Never a reason."),
        "leave_until": gettext_lazy("Last day of that leave."),
    },
    ORGANISATIONS: {
        "organisation": gettext_lazy("The code of the organisation. It stays the same for ever."),
        "name": gettext_lazy("Its name. Needed for a new one."),
        "kind": gettext_lazy("unit, supplier or site. Needed for a new one, and never changed."),
        "parent": gettext_lazy("The code of what it belongs to. Empty: the company."),
        "country": gettext_lazy("Two capital letters, such as BD. Needed for a new one."),
        "time_zone": gettext_lazy("Such as Asia/Dhaka."),
        "tier": gettext_lazy("Of a supplier: 1, 2, 3 …"),
        "risk_band": gettext_lazy("low, medium or high."),
        "started_on": gettext_lazy("Its first day, such as 2024-01-31. Needed for a new one."),
        "last_day": gettext_lazy("Its last day, if it has ended or will end."),
    },
}
LABELS = {
    "full_name": gettext_lazy("Name"),
    "latin_name": gettext_lazy("Name in Latin letters"),
    "work_email": gettext_lazy("E-mail"),
    "is_decision_maker": gettext_lazy("Decision maker"),
    "reports_to_id": gettext_lazy("Manager"),
    "last_day": gettext_lazy("Last day"),
    "name": gettext_lazy("Name"),
    "country": gettext_lazy("Country"),
    "time_zone": gettext_lazy("Time zone"),
    "tier": gettext_lazy("Tier"),
    "risk_band": gettext_lazy("Risk band"),
    "ended_on": gettext_lazy("Last day"),
}


def fault(found: ImportFault) -> str:
    """What is wrong, as a sentence or two."""
    words: str = str(FAULTS[found.code]) % found.facts
    return words


def line(found: ImportFault) -> str:
    """The same with the place, for a terminal."""
    place = " ".join(str(part) for part in (found.sheet, found.row or "", found.column) if part)
    return f"{place}: {fault(found)}"


def kind(name: str) -> str:
    label: str = capfirst(str(Kind(name).label))
    return label


def counts(found: dict[str, int]) -> Iterator[tuple[str, int]]:
    """How many rows there are, and how many changes of each kind."""
    rows = found.get("rows", 0)
    yield ngettext("row read", "rows read", rows), rows
    for name in Kind:
        if found.get(name):
            yield str(name.label), found[name]


def details(change: ImportChange, managers: dict[int, str]) -> list[dict[str, Any]]:
    """What changes, each with a label, what it was (if it was anything) and what it becomes.

    `managers` are names by the ids of people.
    """
    facts = change.facts
    rows = [
        _changed(name, facts["was"].get(name), new, managers)
        for name, new in facts["fields"].items()
        if name in LABELS and (new or name in facts["was"])
    ]
    if facts.get("parent"):
        rows.append({"label": _("Belongs to"), "was": facts["parent_was"], "new": facts["parent"]})
    if "open" in facts:
        rows += _opening(facts, managers)
    rows += [
        _changed(name, facts["set_was"].get(name), new, managers)
        for name, new in facts.get("set", {}).items()
    ]
    for name, label in (("add", _("Roles begin")), ("end", _("Roles end"))):
        if facts.get("roles", {}).get(name):
            rows.append({"label": label, "was": "", "new": _roles(facts["roles"][name])})
    leave = facts.get("leave") or facts.get("open", {}).get("leave")
    if leave:
        rows.append({"label": _("Leave"), "was": "", "new": f"{leave[0]} – {leave[1]}"})
    return rows


def _opening(facts: dict[str, Any], managers: dict[int, str]) -> list[dict[str, Any]]:
    opening = facts["open"]
    work = WorkforceType(opening["workforce_type"]).label
    rows = [
        {"label": _("Place"), "was": facts.get("from", ""), "new": opening["organisation"]},
        {"label": _("First day"), "was": "", "new": opening["started_on"]},
        {"label": _("Workforce"), "was": "", "new": capfirst(str(work))},
    ]
    manager = _said("reports_to_id", opening["manager"], managers)
    for label, value in (
        (_("Roles"), _roles(opening["roles"])),
        (_("Manager"), manager if opening["manager"] else ""),
        (_("Last day"), opening["last_day"]),
        (_("E-mail"), opening["work_email"]),
    ):
        if value:
            rows.append({"label": label, "was": "", "new": value})
    return rows


def _changed(name: str, was: Any, new: Any, managers: dict[int, str]) -> dict[str, Any]:
    return {
        "label": LABELS[name],
        "was": _said(name, was, managers) if was not in {None, ""} else "",
        "new": _said(name, new, managers),
    }


def _said(name: str, value: Any, managers: dict[int, str]) -> str:
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "reports_to_id" and isinstance(value, int):
        return managers.get(value, "")
    return str(value)


def _roles(names: list[str]) -> str:
    return ", ".join(str(AudienceRole(name).label) for name in names)
