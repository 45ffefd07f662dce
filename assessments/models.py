"""Goes at a quiz, what was answered, and how dilemmas are decided: the last without any person."""

import uuid
from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Edition, Study
from people.models import Person


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, person: Person) -> Self:
        """A person's own: nobody else sees an attempt."""
        return self.filter(study__person=person)

    def with_responses_to(self, item_keys: Collection[str]) -> Self:
        """A row for each response to these items (one without `seen_key` where there is none)."""
        seen = FilteredRelation("responses", condition=Q(responses__item_key__in=item_keys))
        return self.annotate(
            seen=seen,
            seen_key=F("seen__item_key"),
            seen_answer=F("seen__answer"),
            seen_revision=F("seen__revision"),
        )

    def open(self) -> Self:
        return self.filter(submitted_at=None)

    def going_on(self) -> Self:
        """Still to be answered: one that its study's closing has cut off stays as it is."""
        return self.open().filter(study__closed_at=None)

    def submitted(self) -> Self:
        return self.exclude(submitted_at=None)


class Attempt(models.Model):
    """One go at a quiz, from start to submission, graded for ever on the edition it began with."""

    # Given by the browser that starts it: the same uuid twice is the same attempt.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="attempts")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="attempts")
    # 1 is the first of the study: the one that counts for learning figures.
    number = models.PositiveSmallIntegerField(_("number"))
    # Item and option keys in the order shown: {"items": [key…], "options": {item key: [key…]}}.
    draw = models.JSONField(_("draw"))
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    # Percentage of the items that count, 0 to 100.
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=4, null=True, blank=True)
    critical_missed = models.PositiveSmallIntegerField(
        _("critical items missed"), null=True, blank=True
    )
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    # Time deletes answers, and later the score: people/privacy/periods.py. Of a study's first
    # attempt the score stays in its row, for the figures alone, and is shown to nobody.
    answers_deleted_at = models.DateTimeField(_("answers deleted at"), null=True, blank=True)
    score_expired_at = models.DateTimeField(_("score expired at"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["study"], condition=Q(submitted_at=None), name="one_open_attempt_a_study"
            ),
            models.UniqueConstraint(fields=["study", "number"], name="one_attempt_a_number"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, score=None, passed=None, critical_missed=None)
                | Q(
                    Q(score__isnull=False) | Q(score_expired_at__isnull=False),
                    submitted_at__isnull=False,
                    passed__isnull=False,
                    critical_missed__isnull=False,
                ),
                name="an_attempt_is_graded_when_it_is_submitted",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=100),
                name="a_score_is_a_percentage",
            ),
        ]
        indexes = [models.Index(fields=["submitted_at"], name="attempt_by_submission")]

    def __str__(self) -> str:
        return f"{self.study} attempt {self.number}"


class Response(models.Model):
    """What was answered to one item of one attempt; right or not is known after grading only."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="responses")
    item_key = models.CharField(max_length=40)
    # Option keys: the chosen ones; in the order given; or for pairs, {left key: right key}.
    answer = models.JSONField(_("answer"))
    # How often the answer has changed: a page that saves says which one it has seen.
    revision = models.PositiveIntegerField(_("revision"), default=1)
    language = models.CharField(_("language"), max_length=12)
    answered_at = models.DateTimeField(_("answered at"), default=timezone.now)
    is_right = models.BooleanField(_("right"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "item_key"], name="one_response_an_attempt_and_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.item_key}"


class DilemmaCount(models.Model):
    """How often an option of a dilemma was the first choice in a week: a number, never a person."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    decision_key = models.CharField(max_length=40)
    option_key = models.CharField(max_length=40)
    audience_role = models.CharField(_("audience role"), max_length=12, blank=True)
    # The Monday of the ISO week.
    week = models.DateField(_("week"))
    choices_made = models.PositiveIntegerField(_("choices made"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "decision_key", "option_key", "audience_role", "week"],
                name="one_count_an_option_and_week",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.decision_key}: {self.choices_made}"
