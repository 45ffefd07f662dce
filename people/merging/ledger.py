"""Writing rows so that it can be undone: of each row, what the fields held before and hold after.

A merge only ever changes fields of rows that are there. It adds none and removes none, so what it
has written can be written back.
"""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

from people.merging.faults import CannotUndo, Reason
from people.merging.models import Merge, MergeStep

AT_ONCE = 500
Columns = dict[str, "models.Field[Any, Any]"]


class Ledger:
    """The book of one merge: whatever it changes is changed through here."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge
        self.kept = merge.kept
        self.younger = merge.younger
        self._position = 0

    def move(self, model: type[models.Model], field: str) -> None:
        """Let what refers to the younger person by a field refer to the kept one."""
        self.set(model._base_manager.filter(**{field: self.younger}), **{field: self.kept})

    def set(self, rows: models.QuerySet[Any], **values: Any) -> None:
        """Set fields of some rows, and write down what they held."""
        columns = _columns(rows.model, values)
        after = {name: _plain(value) for name, value in zip(columns, values.values(), strict=True)}
        held = rows.order_by("pk").select_for_update(of=("self",)).values("pk", *columns)
        steps = []
        for row in list(held):
            pk = row.pop("pk")
            self._position += 1
            steps.append(
                MergeStep(
                    merge=self.merge,
                    position=self._position,
                    table=rows.model._meta.label_lower,
                    row=pk,
                    before={name: _plain(value) for name, value in row.items()},
                    after=after,
                )
            )
        MergeStep.objects.bulk_create(steps, batch_size=AT_ONCE)
        rows.model._base_manager.filter(pk__in=[step.row for step in steps]).update(**values)


def put_back(merge: Merge) -> None:
    """Write back what a merge has written, the last first.

    Raises CannotUndo if a field holds something else by now, and IntegrityError if what was before
    cannot be any more.
    """
    models_by_table = {model._meta.label_lower: model for model in apps.get_models()}
    for step in merge.steps.order_by("-position"):
        model = models_by_table[step.table]
        columns = _columns(model, step.before)
        row = model._base_manager.filter(pk=step.row)
        for name, column in columns.items():
            row = row.filter(_is(column, step.after[name]))
        before = {name: column.to_python(step.before[name]) for name, column in columns.items()}
        if not row.update(**before):
            raise CannotUndo(Reason.CHANGED_SINCE)


def _is(column: "models.Field[Any, Any]", value: Any) -> models.Q:
    if value is None:
        return models.Q(**{f"{column.name}__isnull": True})
    return models.Q(**{column.attname: column.to_python(value)})


def _columns(model: type[models.Model], names: dict[str, Any]) -> Columns:
    """A model's columns by their own names, in the order of these names of fields or columns."""
    known = model._meta.concrete_fields
    found = (next(each for each in known if name in {each.name, each.attname}) for name in names)
    return {column.attname: column for column in found}


def _plain(value: Any) -> Any:
    """A row as its id, a day or moment as text to the last digit; what JSON holds as it is."""
    if isinstance(value, models.Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value
