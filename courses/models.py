"""What is learnt, by whom, and how far. Rows are closed, not deleted; moments, not flags."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import open_use  # noqa: F401 - Django looks for models here
from courses.campaigns import models as campaigns  # noqa: F401 - and here
from courses.decisions import models as decisions  # noqa: F401 - and here
from courses.equivalents import models as equivalents  # noqa: F401 - and here
from courses.places import Asked
from courses.reminders import models as reminders  # noqa: F401 - and here
from courses.required import RequirementQuerySet
from courses.rules import models as rules  # noqa: F401 - and here
from courses.validity import CompletionQuerySet, Validity
from people.models import Person

# Why the rules took an enrolment back: no rule asks for it any more. Nobody decided it.
NO_RULE = "no-rule"


class Module(models.Model):
    """One unit with lessons, dilemmas and a quiz: one record in many languages."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    source_language = models.CharField(_("source language"), max_length=12, default="en")
    # An open module is read without signing in, and nothing is kept of who reads it.
    is_open = models.BooleanField(_("open"), default=False)

    def __str__(self) -> str:
        return self.code


class EditionQuerySet(models.QuerySet["Edition"]):
    def newest_first(self) -> Self:
        return self.order_by("-number")


class Edition(models.Model):
    """One module in one language, frozen. Never updated, never deleted: the database refuses."""

    class Effect(models.TextChoices):
        EDITORIAL = "editorial", _("editorial: nobody is touched")
        NOTICE = "notice", _("notice: holders are told")
        REFRESH = "refresh", _("refresh: holders do the changed lessons by a date")
        BREAKING = "breaking", _("breaking: all start again by a date")

    class Review(models.TextChoices):
        UNREVIEWED = "unreviewed", _("not yet reviewed by a speaker")
        REVIEWED = "reviewed", _("reviewed by a speaker")
        FIELD_TESTED = "field_tested", _("tested with learners")

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="editions")
    language = models.CharField(_("language"), max_length=12)
    number = models.PositiveIntegerField(_("number"))
    document = models.JSONField(_("document"))
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    effect = models.CharField(_("effect on learners"), max_length=10, choices=Effect)
    source = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="translations"
    )
    review = models.CharField(_("review"), max_length=12, choices=Review)
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["module", "language", "number"], name="one_edition_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module} {self.language}-{self.number}"


class Programme(Validity):
    """The modules an audience must do, with renewal and certificate."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    # Values of people.models.AudienceRole.
    audience_roles = models.JSONField(_("audience roles"), default=list)
    has_certificate = models.BooleanField(_("certificate"), default=True)
    is_open = models.BooleanField(_("open"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    modules = models.ManyToManyField(Module, through="ProgrammeModule", related_name="programmes")

    def __str__(self) -> str:
        return self.code


class ProgrammeModule(Asked):
    """A module's place in a programme. A planned module has no edition yet and is not required."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="places")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="places")
    order = models.PositiveSmallIntegerField(_("order"))
    is_required = models.BooleanField(_("required"), default=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "module"], name="a_module_once_in_a_programme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.order}: {self.module}"


class ProgrammeText(models.Model):
    """A programme's words in one language: told by its page, kept by the record."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    # Titles of the modules that are planned and not yet written, in order: a list of texts.
    planned = models.JSONField(_("planned modules"), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "language"], name="one_text_a_programme_and_language"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> Self:
        """Still to be counted: neither withdrawn nor exempted."""
        return self.filter(withdrawn_at=None, exempted_at=None)

    def with_status(self) -> Self:
        """Add `is_done`: whether a completion stands."""
        return self.annotate(is_done=Exists(Completion.objects.filter(enrolment=OuterRef("pk"))))

    def with_asked_by(self, never: Q) -> Self:
        """Add `asks_by`: `asked_by`, but for those of which no day counts (courses/quiet.py)."""
        days = Greatest(*(Coalesce(day, "due_on") for day in ("extended_to", "moved_to")), "due_on")
        return self.annotate(asks_by=Case(When(never | Q(due_on=None), then=None), default=days))

    def overdue(self, on: date) -> Self:
        return self.open().filter(completion=None, due_on__lt=on)


class Enrolment(models.Model):
    """That a person does a programme in a cycle, by when, and why not if not."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="enrolments")
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    assigned_on = models.DateField(_("assigned on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    # More time that two people or the end of a pause gave: the person goes by it, figures not (R9).
    extended_to = models.DateField(_("extended to"), null=True, blank=True)
    # Where long leave moves the due day to (R8), reckoned anew every night (actions/leave.py).
    moved_to = models.DateField(_("moved to"), null=True, blank=True)
    is_mandatory = models.BooleanField(_("mandatory"), default=True)
    # Given by rules, which may take it back; its grounds say which.
    is_by_rule = models.BooleanField(_("by rule"), default=False)
    # A renewal that asks for something else than the full path (see courses/paths.py).
    is_refresher = models.BooleanField(_("refresher"), default=False)
    enrolled_at = models.DateTimeField(_("enrolled at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    exempted_at = models.DateTimeField(_("exempted at"), null=True, blank=True)
    # The enrolment that stands for both, where two rows of a person were merged.
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    # Why withdrawn or exempted, by whom, and who agreed.
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "cycle"],
                condition=Q(duplicate_of=None),
                name="one_enrolment_a_cycle",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of=None) | (~Q(withdrawn_at=None) & ~Q(duplicate_of=F("pk"))),
                name="a_duplicate_enrolment_is_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("assigned_on")),
                name="enrolment_due_after_it_is_assigned",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, exempted_at=None)
                | Q(duplicate_of__isnull=False)
                | (~Q(reason="") & Q(decided_by__isnull=False))
                | Q(is_by_rule=True, exempted_at=None, reason=NO_RULE),
                name="leaving_an_enrolment_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(exempted_at=None)
                | (Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("decided_by"))),
                name="an_exemption_has_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(exempted_at=None)
                | (~Q(decided_by=F("person")) & ~Q(confirmed_by=F("person"))),
                name="nobody_exempts_herself",
            ),
        ]
        indexes = [models.Index(fields=["programme", "due_on"], name="enrolment_by_due_day")]

    def __str__(self) -> str:
        return f"{self.person}: {self.programme} {self.cycle}"

    @property
    def asked_by(self) -> date | None:
        """The latest day, which counts unless none does: ask courses/quiet.py.

        A rule may have moved the due day since more time was given, or asks for none any more.
        """
        if self.due_on is None:
            return None
        return max(day for day in (self.due_on, self.extended_to, self.moved_to) if day)


class StudyQuerySet(models.QuerySet["Study"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def of(self, person: Person) -> Self:
        """A person's own: nobody else reads in them."""
        return self.filter(person=person)


class Study(models.Model):
    """One person's go at one module, on the source edition pinned when it was opened."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="studies")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="studies")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="studies")
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    quiz_passed_at = models.DateTimeField(_("quiz passed at"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # The study of the same cycle beside it, where two rows of a person were merged.
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates"
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "studies"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "module"],
                condition=Q(closed_at=None),
                name="one_open_study_a_person_and_module",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of=None) | (~Q(closed_at=None) & ~Q(duplicate_of=F("pk"))),
                name="a_duplicate_study_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.edition}"


class Requirement(models.Model):
    """A module that an enrolment asks for, and the study that meets it, which may meet others."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="requirements")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+")
    study = models.ForeignKey(
        Study, on_delete=models.PROTECT, null=True, blank=True, related_name="requirements"
    )
    # When the enrolment stopped asking for it; figures and periods read on (actions/lapsing.py).
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "module"], name="one_requirement_a_module"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.module}"


class LessonDone(models.Model):
    """A lesson finished, once a study, with the design minutes it is credited for."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="lessons_done")
    lesson_key = models.CharField(max_length=40)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    language = models.CharField(_("language"), max_length=12)
    done_at = models.DateTimeField(_("done at"), default=timezone.now)

    class Meta:
        verbose_name_plural = "lessons done"
        constraints = [
            models.UniqueConstraint(fields=["study", "lesson_key"], name="a_lesson_once_a_study"),
        ]
        indexes = [models.Index(fields=["done_at"], name="lesson_done_by_moment")]

    def __str__(self) -> str:
        return f"{self.study}: {self.lesson_key}"


class Completion(models.Model):
    """A programme's cycle done, once, on a civil day, with the evidence for it."""

    class Evidence(models.TextChoices):
        ONLINE = "online", _("online")
        IN_PERSON = "in_person", _("in person")
        BLENDED = "blended", _("blended")
        RECOGNISED = "recognised", _("recognised prior learning")
        WAIVED = "waived", _("waived")

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="completion")
    completed_on = models.DateField(_("completed on"))
    expires_on = models.DateField(_("last valid day"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    # As the programme said then: it ends so many days after the role (courses/role_bound.py).
    handover_days = models.PositiveSmallIntegerField(
        _("days of handover after the role"), null=True, blank=True
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence)
    language = models.CharField(_("language"), max_length=12, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Where the evidence lies, for what was learnt elsewhere: a certificate's number, a file's name.
    reference = models.CharField(_("reference of the evidence"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CompletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(evidence="online")
                | (
                    ~Q(reason="")
                    & Q(recorded_by__isnull=False, confirmed_by__isnull=False)
                    & ~Q(confirmed_by=F("recorded_by"))
                ),
                name="a_completion_by_hand_has_a_reason_and_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(evidence="recognised", reference=""),
                name="what_is_recognised_has_a_reference",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("completed_on")),
                name="completion_expires_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["completed_on"], name="completion_by_day")]

    def __str__(self) -> str:
        return f"{self.enrolment} on {self.completed_on}"
