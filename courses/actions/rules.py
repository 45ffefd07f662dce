"""Assignment rules: made, ended, put in the place of one another. Never changed."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.events import rule_changed
from courses.rules import engine
from courses.rules.models import AssignmentRule
from people import access
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.models import Organisation, Person, Power


class NotYoursToRule(Exception):
    """Somebody would rule over an organisation that is not hers."""


class RuleEnded(Exception):
    """The rule was ended, or another has taken its place, in the meantime."""


class BeginsLater(Exception):
    """The rule that it takes the place of asks today, and nobody would be asked in between."""


@transaction.atomic
def make_rule(
    uuid: UUID,
    *,
    by: Person,
    replaces: AssignmentRule | None = None,
    verb: Verb = Verb.RULE_MADE,
    **facts: Any,
) -> AssignmentRule:
    """Make a rule with these fields of AssignmentRule, in the place of another if one is given.

    `verb` is what the audit log tells. `uuid` is the form's own: sent twice, it is one rule.
    Raises NotYoursToRule, BeginsLater, and RuleEnded if the other one does not stand any more.
    """
    _refuse_strangers(by, facts["organisation"])
    made = AssignmentRule.objects.filter(uuid=uuid).first()
    if made:
        return made
    if replaces:
        today = reporting_day()
        if facts["begins_on"] > today and replaces.is_within(today):
            raise BeginsLater(str(replaces.uuid))
        _end(replaces, by)
    told = facts | {"made_by": by, "replaces": replaces}
    rule, is_new = AssignmentRule.objects.get_or_create(uuid=uuid, defaults=told)
    if is_new:
        _tell(verb, rule, by)
    return rule


@transaction.atomic
def end_rule(rule: AssignmentRule, *, by: Person) -> None:
    """End a rule: what only it asks for is asked of nobody any longer. Twice is once.

    Raises NotYoursToRule.
    """
    _refuse_strangers(by, rule.organisation)
    try:
        _end(rule, by)
    except RuleEnded:
        return
    _tell(Verb.RULE_ENDED, rule, by)


def apply_rules_to(person: Person) -> None:
    """Ask one person at once for what the rules ask of her. Twice is once."""
    engine.run(Person.objects.filter(pk=person.pk))


def _refuse_strangers(by: Person, organisation: Organisation) -> None:
    if not access.organisations_of(by, Power.CSO).filter(pk=organisation.pk).exists():
        raise NotYoursToRule(str(organisation.uuid))


def _end(rule: AssignmentRule, by: Person) -> None:
    standing = AssignmentRule.objects.standing().filter(pk=rule.pk)
    if not standing.update(ended_at=timezone.now(), ended_by=by):
        raise RuleEnded(str(rule.uuid))


def _tell(verb: Verb, rule: AssignmentRule, by: Person) -> None:
    rule_changed.send(sender=AssignmentRule, rule=rule)
    audit.record(
        verb,
        by=by,
        about=rule,
        of=rule.organisation,
        programme=rule.programme.code,
        organisation=str(rule.organisation.uuid),
        replaces=str(rule.replaces.uuid) if rule.replaces else None,
    )
