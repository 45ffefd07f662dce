"""Who may write: a power the company grants, told to the CMS."""

from django.contrib.auth.models import Group
from django.db import transaction

from people.models import Grant, Person, Power

AUTHORS = "Authors"


@transaction.atomic
def admit_author(grant: Grant) -> None:
    """Let a person whom the company made an author into the CMS; a supplier's never come in."""
    if grant.power == Power.AUTHOR and grant.organisation.parent_id is None:
        group, _ = Group.objects.get_or_create(name=AUTHORS)
        grant.person.groups.add(group)


@transaction.atomic
def dismiss_author(grant: Grant) -> None:
    """Let a person out of the CMS whose last power to write for the company has ended."""
    rest = Grant.objects.open().filter(person=grant.person, organisation__parent=None)
    if grant.power == Power.AUTHOR and not rest.filter(power=Power.AUTHOR).exists():
        grant.person.groups.remove(*Group.objects.filter(name=AUTHORS))


@transaction.atomic
def keep_in_step(person: Person) -> None:
    """Let a person into the CMS or out of it, as her powers say after a merge or its undoing."""
    writes = Grant.objects.open().filter(
        person=person, power=Power.AUTHOR, organisation__parent=None
    )
    if writes.exists():
        person.groups.add(Group.objects.get_or_create(name=AUTHORS)[0])
    else:
        person.groups.remove(*Group.objects.filter(name=AUTHORS))
