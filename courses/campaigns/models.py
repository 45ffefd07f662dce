"""Campaigns: a push of some weeks, told to those whom its rule asks."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.rules.models import AssignmentRule
from people.calendar import day_begins, reporting_day
from people.models import Person

# How long those who took part are thanked when it is over.
THANKS = timedelta(days=14)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def running(self, on: date) -> Self:
        """Begun and neither over nor ended."""
        return self.filter(rule__in=AssignmentRule.objects.in_force(on))

    def just_over(self, on: date) -> Self:
        """Ended, or past the last day, at most two weeks ago."""
        since = on - THANKS
        ended = Q(rule__ended_at__gte=day_begins(since), rule__begins_on__lte=on)
        ran_out = Q(rule__ended_at=None, rule__ends_on__gte=since, rule__ends_on__lt=on)
        return self.filter(ended | ran_out)

    def concerning(self, people: Iterable[Person] | models.QuerySet[Person]) -> Self:
        """Those that ask at least one of these people now."""
        asked = {
            "rule__grounds__ended_on": None,
            "rule__grounds__enrolment__withdrawn_at": None,
            "rule__grounds__enrolment__exempted_at": None,
            "rule__grounds__enrolment__person__in": people,
        }
        return self.filter(**asked).distinct()

    def of_who_took_part(self, person: Person) -> Self:
        """Those whose programme the person completed because of them, while they ran."""
        completed = "rule__grounds__enrolment__completion__completed_on"
        return self.filter(
            **{
                "rule__grounds__enrolment__person": person,
                f"{completed}__gte": models.F("rule__begins_on"),
                f"{completed}__lte": models.F("rule__ends_on"),
            },
        ).distinct()


class Campaign(models.Model):
    """A rule's title and message, by language. The rule says whom it concerns, and from when to
    when; ending the rule ends the campaign."""

    rule = models.OneToOneField(AssignmentRule, on_delete=models.PROTECT, related_name="campaign")
    # Language to {"title": …, "message": …}; at least one language, none half.
    words = models.JSONField(_("words"))

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words={}), name="a_campaign_has_words"),
        ]

    def __str__(self) -> str:
        return str(next(iter(self.words.values()))["title"])

    @property
    def last_day(self) -> date:
        """The rule's, or the day somebody ended it."""
        days = [self.rule.ends_on or date.max]
        if self.rule.ended_at:
            days.append(reporting_day(self.rule.ended_at))
        return min(days)

    def words_in(self, language: str) -> dict[str, str]:
        """Title, message and the language they are in: the reader's, the company's, or any."""
        wanted = (language, settings.LANGUAGE_CODE, *sorted(self.words))
        code = next(one for one in wanted if one in self.words)
        return {"language": code, **self.words[code]}
