"""Who may write: a power the company grants, told to the CMS."""

from django.contrib.auth.models import Group
from django.db import transaction

from people.models import Grant, Power

AUTHORS = "Authors"


@transaction.atomic
def admit_author(grant: Grant) -> None:
    """Let a person whom the company made an author into the CMS; a supplier's never come in."""
    if grant.power == Power.AUTHOR and grant.organisation.parent_id is None:
        group, _ = Group.objects.get_or_create(name=AUTHORS)
        grant.person.groups.add(group)


@transaction.atomic
def dismiss_author(grant: Grant) -> None:
    """Close the CMS to a person who is no company's author any more."""
    of_a_company = Grant.objects.open().filter(power=Power.AUTHOR, organisation__parent=None)
    if not of_a_company.filter(person=grant.person_id).exists():
        grant.person.groups.remove(*grant.person.groups.filter(name=AUTHORS))
