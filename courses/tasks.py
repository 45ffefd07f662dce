"""What is done for many people when nobody is waiting. Each may run twice, even at once."""

from celery import shared_task
from django.db.models import Exists, OuterRef

from courses import actions
from courses.models import Enrolment
from courses.reminders import sending_actions
from courses.rules import engine
from courses.rules.models import AssignmentRule
from people.models import Membership, Organisation, Person
from people.quiet.finding import concerned
from people.quiet.models import PlaceDecision

# Longer than others may take (see lms/outbox.py): a hundred thousand people are minutes.
LONGEST = 15 * 60


@shared_task(seconds=LONGEST)
def apply_rule(rule_id: int) -> None:
    """Bring those whom a rule asks, or has asked, to what the rules ask today."""
    rule = AssignmentRule.objects.select_related("organisation").get(pk=rule_id)
    engine.run(engine.concerned_by(rule))


@shared_task(seconds=LONGEST)
def apply_rules_at(site_id: int) -> None:
    """Ask those who waited for their site's response card, as soon as it is valid."""
    works = Membership.objects.filter(person=OuterRef("pk"), organisation=site_id)
    engine.run(Person.objects.filter(Exists(works)))


@shared_task
def apply_rules_to_holder(completion_id: int) -> None:
    """Somebody holds what a company may count as a programme that she has to do."""
    holders = Enrolment.objects.filter(completion=completion_id).values("person")
    engine.run(Person.objects.filter(pk__in=holders))


@shared_task(seconds=LONGEST)
def apply_rules_below(place_id: int) -> None:
    """What counts at a company has changed."""
    place = Organisation.objects.get(pk=place_id)
    works = Membership.objects.filter(
        person=OuterRef("pk"), organisation__path__startswith=place.path
    )
    engine.run(Person.objects.filter(Exists(works)))


@shared_task(seconds=LONGEST)
def apply_rules_where(decision_id: int) -> None:
    """What may be asked at a place and all below it, or in a country, has changed."""
    decision = PlaceDecision.objects.select_related("organisation").get(pk=decision_id)
    works = concerned(decision).filter(person=OuterRef("pk"))
    engine.run(Person.objects.filter(Exists(works)))


@shared_task(seconds=LONGEST)
def apply_rules_after_import(run_id: int) -> None:
    """A file may move anybody of a company: everybody is looked at, which changes few."""
    engine.run()
    actions.move_for_leave()


@shared_task(time_limit=LONGEST)
def apply_rules() -> None:
    """Every day: joiners, leavers, changes of role, what runs out, what begins and ends."""
    engine.run()
    actions.move_for_leave()


@shared_task(time_limit=LONGEST)
def ask_in_full() -> None:
    """Every day, after the rules: for whom a refresher is no longer enough."""
    actions.ask_in_full()


@shared_task(time_limit=LONGEST)
def remind() -> None:
    """Every quarter of an hour: somewhere an hour begins in which people may be written to."""
    sending_actions.write_due()
    sending_actions.hand_over()


@shared_task
def send_message(message_id: int) -> None:
    sending_actions.send(message_id)
