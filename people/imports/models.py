"""An import on its way: the file, what it would change, what is wrong with it, how far it is.

All of it but the run itself goes when its time is over: see actions.clear_away.
"""

import secrets
import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def private_name(run: "ImportRun", name: str) -> str:
    """A name that nobody can guess, with nothing of the uploaded one; media never answers it."""
    return f"imports/{secrets.token_hex(24)}"


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def kept_since_before(self, moment: datetime) -> Self:
        """Runs from before a moment whose file, or plan, is still there."""
        return self.filter(uploaded_at__lt=moment, cleared_at=None)


class ImportRun(models.Model):
    """One file on its way in: uploaded, checked, applied. Kept for the record, without the file."""

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        FAULTY = "faulty", _("has errors")
        READY = "ready", _("ready to apply")
        APPLYING = "applying", _("being applied")
        DONE = "done", _("applied")
        DISCARDED = "discarded", _("discarded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # None: the operator, on the command line.
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    file = models.FileField(_("file"), upload_to=private_name, blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    # How many rows were read, and how many changes of each kind they make.
    counts = models.JSONField(_("counts"), default=dict)
    # What the shown plan is, as a digest: applied is only what was shown.
    plan_digest = models.CharField(_("digest of the plan"), max_length=64, blank=True)
    # Set when the record had changed since the plan was shown, and it is shown anew.
    renewed_at = models.DateTimeField(_("shown anew at"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    cleared_at = models.DateTimeField(_("file deleted at"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", applied_at__isnull=False)
                | (~Q(state="done") & Q(applied_at=None)),
                name="import_is_done_when_applied",
            ),
        ]
        indexes = [models.Index(fields=["by", "-uploaded_at"], name="import_of_a_person")]

    def __str__(self) -> str:
        return f"import of {self.uploaded_at:%Y-%m-%d %H:%M}"


class ImportChange(models.Model):
    """What one row of a file would change, as it is shown and as it is applied."""

    class Kind(models.TextChoices):
        ORGANISATION_ADDED = "organisation_added", _("new organisation")
        ORGANISATION_CHANGED = "organisation_changed", _("changed organisation")
        JOINED = "joined", _("joins")
        RETURNED = "returned", _("returns")
        MOVED = "moved", _("moves")
        LEFT = "left", _("leaves")
        CHANGED = "changed", _("changed")

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="changes")
    # The order in which changes are shown and applied: organisations, then people.
    position = models.PositiveIntegerField(_("position"))
    row = models.PositiveIntegerField(_("row"))
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    # How people find it: an employee number or the code of an organisation, and a name.
    reference = models.CharField(_("reference"), max_length=60)
    name = models.CharField(_("name"), max_length=400)
    facts = models.JSONField(_("facts"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="one_change_a_position"),
        ]
        indexes = [models.Index(fields=["run", "kind", "position"], name="changes_of_a_kind")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.kind}"


class ImportFault(models.Model):
    """What is wrong in a row and column, or (a note) should be looked at."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="faults")
    position = models.PositiveIntegerField(_("position"))
    is_note = models.BooleanField(_("only a note"), default=False)
    sheet = models.CharField(_("sheet"), max_length=20, blank=True)
    row = models.PositiveIntegerField(_("row"), default=0)
    column = models.CharField(_("column"), max_length=100, blank=True)
    code = models.CharField(_("code"), max_length=40)
    value = models.CharField(_("value"), max_length=100, blank=True)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="one_fault_a_position"),
        ]

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.code}"
