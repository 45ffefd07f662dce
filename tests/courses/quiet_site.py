"""A site where much is due, and all that those who work there may see of it."""

import re
from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.campaigns.models import Campaign
from courses.models import Completion, Enrolment
from courses.reminders.models import Message
from courses.rules import engine
from courses.rules.models import AssignmentRule, Ground
from people.models import Organisation, Person, Power
from tests.factories import (
    EnrolmentFactory,
    GrantFactory,
    MembershipFactory,
    ProgrammeFactory,
    RuleFactory,
)

DAY = timedelta(days=1)


def at_work(site: Organisation, **facts) -> Person:
    return MembershipFactory(supplier_staff=True, organisation=site, **facts).person


def rule_for(site, *roles, **facts) -> AssignmentRule:
    programme = ProgrammeFactory(audience_roles=list(roles))
    company = site.parent.parent
    return RuleFactory(programme=programme, organisation=company, audience_roles=[], **facts)


class Site:
    """A site where all that may be due is: late, soon, run out, reminded of, in a campaign."""

    def __init__(self, site: Organisation, today) -> None:
        self.site, self.today = site, today
        self.manager = at_work(site, person__full_name="Mara Manager", roles=["manager"])
        self.person = at_work(site, person__full_name="Bopha Chan", reports_to=self.manager)
        self.head = at_work(site, person__full_name="Ada Ministra", roles=["manager"])
        GrantFactory(person=self.head, power=Power.SUPPLIER_ADMINISTRATOR, organisation=site)
        rule = rule_for(site, "supervisor", ends_on=today + 90 * DAY)
        Campaign.objects.create(rule=rule, words={"en": {"title": "Weeks", "message": "Of care"}})
        engine.run()
        long_ago = today - 90 * DAY
        self.late = EnrolmentFactory(
            person=self.person, assigned_on=long_ago, due_on=today - 40 * DAY
        )
        for person in (self.head, self.person):
            facts = {"assigned_on": long_ago, "due_on": today + 5 * DAY}
            self.soon = EnrolmentFactory(person=person, **facts)
        run_out = EnrolmentFactory(person=self.person, completed=True)
        Completion.objects.filter(enrolment=run_out).update(
            completed_on=long_ago, expires_on=today - DAY
        )
        # Enough people for numbers to be shown.
        for _ in range(4):
            other = at_work(site, reports_to=self.manager)
            EnrolmentFactory(
                person=other,
                programme=self.late.programme,
                assigned_on=long_ago,
                due_on=today - DAY,
            )
        with_words = Message.Kind.REMINDER
        Message.objects.create(
            person=self.person, kind=with_words, channel="mail", on=today, again_at=timezone.now()
        ).lines.create(enrolment=self.late, step="late", day=self.late.due_on)

    def pages(self) -> dict[str, str]:
        """All that somebody at the place may open, and what a manager is answered; looking leaves
        no trace that the next one could see."""
        with transaction.atomic():
            told = self._pages()
            transaction.set_rollback(True)
        return told

    def _pages(self) -> dict[str, str]:
        codes = list(Enrolment.objects.filter(person=self.person).values_list("programme__code"))
        late = self.late.uuid
        report = reverse("team-person", args=[self.person.uuid])
        told = {}
        for who in (self.person, self.manager, self.head):
            client = Client()
            client.force_login(who)
            addresses = [
                *(reverse(name) for name in ("my-learning", "my-days", "my-messages", "my-data")),
                *(reverse("programme", args=code) for code in codes),
                *(f"{reverse('team')}?status={status}" for status in ("", "overdue", "due")),
                *(f"{reverse('site-staff')}?status={one}" for one in ("", "overdue", "due")),
                *(reverse("sites"), f"{reverse('sites')}?gap=overdue", reverse("sites-export")),
                *(reverse(name) for name in ("slips", "reminder-log", "hours", "site-cards")),
                *(reverse("site-card", args=[self.site.uuid]), reverse("manage"), report),
                *(reverse("team-export"), reverse("decision-propose-extend", args=[late])),
                reverse("my-data-file", args=["json"]),
            ]
            for address in addresses:
                answer = client.get(address)
                content = b"".join(answer) if answer.streaming else answer.content
                told[f"{who} {address}"] = f"{answer.status_code} {_plain(content.decode())}"
            sent = client.post(reverse("team-remind", args=[late]), follow=True)
            sooner = {"until": self.today + 3 * DAY, "reason": "Harvest"}
            address = reverse("decision-propose-extend", args=[self.soon.uuid])
            proposed = client.post(address, sooner, follow=True)
            told[f"{who} proposes"] = f"{proposed.status_code} {_plain(proposed.text)}"
            told[f"{who} reminds"] = f"{sent.status_code} {_plain(sent.text)}"
        return told

    def make_nothing_due(self) -> None:
        """The same people and programmes, offered instead of asked for."""
        Enrolment.objects.update(due_on=None, extended_to=None, is_mandatory=False)
        Ground.objects.update(due_on=None)
        Campaign.objects.all().delete()


def _plain(text: str) -> str:
    """Without what differs from one answer to the next: tokens, and the second it was made."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value|nonce|_token)="[^"]*"', "", text)
    text = re.sub(r"\b\d\d:\d\d\b", "", text)
    return re.sub(r"\d{4}-\d\d-\d\dT:?[\d.+:Z]*|\d{8}T\d{6}Z", "", text)
