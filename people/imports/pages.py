"""What the pages of an import say: steps, plans and faults, a page at a time."""

from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from people.imports import progress, wording
from people.imports.models import ImportChange, ImportFault, ImportRun
from people.models import Person

State = ImportRun.State
A_PAGE = 50
STEPS = {
    State.CHECKING: 1,
    State.FAULTY: 1,
    State.READY: 2,
    State.APPLYING: 2,
    State.DONE: 4,
    State.DISCARDED: 0,
}
Positioned = TypeVar("Positioned", ImportChange, ImportFault)


def steps(current: int) -> list[dict[str, Any]]:
    titles = [_("File"), _("Check"), _("Apply"), _("Done")]
    return [
        {"title": title, "is_done": place < current, "is_current": place == current}
        for place, title in enumerate(titles)
    ]


def summary(run: ImportRun) -> dict[str, Any]:
    return {
        "run": run,
        "rows": run.counts.get("rows", 0),
        "kind": {State.DONE: "done", State.FAULTY: "attention"}.get(State(run.state), "plain"),
    }


def how_far(run: ImportRun) -> dict[str, Any]:
    known = progress.read(run.pk)
    return {"percent": known.percent, "done": known.done, "is_counted": known.total > 0}


def changes(run: ImportRun, asked: QueryDict) -> dict[str, Any]:
    kinds = ImportChange.Kind.values
    kind = asked.get("kind", "")
    kind = kind if kind in kinds else ""
    found = run.changes.filter(kind=kind) if kind else run.changes.all()
    page, around = _page(found, asked, kind)
    return around | {
        "counts": [(wording.kind(name), run.counts[name]) for name in kinds if name in run.counts],
        "changes": _told(page),
        "notes": [_fault(one) for one in run.faults.order_by("position")[:A_PAGE]],
        "fields": [_kind_field(run, kind)],
        "is_narrowed": bool(kind),
    }


def _told(changes: list[ImportChange]) -> list[dict[str, Any]]:
    ids = {pk for change in changes for pk in _managers(change)}
    managers = dict(Person.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    return [
        {
            "change": change,
            "kind": wording.kind(change.kind),
            "details": wording.details(change, managers),
        }
        for change in changes
    ]


def _managers(change: ImportChange) -> list[int]:
    facts = change.facts
    named = [facts.get("open", {}).get("manager")]
    named += [facts.get(part, {}).get("reports_to_id") for part in ("set", "set_was")]
    return [one for one in named if isinstance(one, int)]


def _kind_field(run: ImportRun, chosen: str) -> dict[str, Any]:
    kinds = [name for name in ImportChange.Kind.values if name in run.counts]
    options = [("", _("All")), *((name, wording.kind(name)) for name in kinds)]
    return {
        "name": "kind",
        "label": _("Kind of change"),
        "options": [
            {"value": value, "label": label, "selected": value == chosen}
            for value, label in options
        ],
    }


def faults(run: ImportRun, asked: QueryDict) -> dict[str, Any]:
    page, around = _page(run.faults.filter(is_note=False), asked)
    return around | {"faults": [_fault(one) for one in page], "count": run.counts["faults"]}


def _fault(fault: ImportFault) -> dict[str, Any]:
    return {"fault": fault, "words": wording.fault(fault)}


def _page(
    rows: "QuerySet[Positioned]", asked: QueryDict, kind: str = ""
) -> tuple[list[Positioned], dict[str, str]]:
    """The rows of one page by their position, and the addresses of the pages beside it."""
    after, before = _position(asked.get("after")), _position(asked.get("before"))
    if before is not None:
        page = list(rows.filter(position__lt=before).order_by("-position")[: A_PAGE + 1])
        has_earlier, page = len(page) > A_PAGE, page[:A_PAGE][::-1]
        has_later = bool(page)
    else:
        later = rows if after is None else rows.filter(position__gt=after)
        page = list(later.order_by("position")[: A_PAGE + 1])
        has_later, page = len(page) > A_PAGE, page[:A_PAGE]
        has_earlier = after is not None and bool(page)
    return page, {
        "previous_href": _address(kind, before=page[0].position) if has_earlier else "",
        "next_href": _address(kind, after=page[-1].position) if has_later else "",
    }


def _position(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def _address(kind: str, **place: int) -> str:
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in place.items()})
    if kind:
        query["kind"] = kind
    return f"?{query.urlencode()}"
