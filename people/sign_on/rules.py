"""Which providers somebody looks after, whom a provider may sign in, and who a new subject is."""

from datetime import date

from django.db.models import Q, QuerySet

from people import access
from people.calendar import reporting_day
from people.models import Grant, Membership, Organisation, Person
from people.sign_on.models import Identity, IdentityProvider, IdentityProviderQuerySet
from people.ways_in import has_a_way_in


def looked_after_by(person: Person) -> QuerySet[IdentityProvider]:
    """The providers that a person may set up and change: of organisations that she brings people
    into. The right is asked for each time; the provider is the organisation's."""
    return IdentityProvider.objects.filter(organisation__in=access.importable(person))


def places_for(person: Person, on: date) -> QuerySet[Organisation]:
    """The organisations that a person may set up a provider for."""
    return Organisation.objects.active(on).filter(pk__in=access.importable(person).values("pk"))


def reach(provider: IdentityProvider) -> QuerySet[Organisation]:
    """The organisations whose people a provider may sign in: its own and all below it.

    A company's provider stops before its suppliers: they are other employers.
    """
    own = provider.organisation
    within = Organisation.objects.under(own)
    if own.branch and own.branch.kind == Organisation.Kind.SUPPLIER:
        return within
    return within.filter(Q(branch=None) | ~Q(branch__kind=Organisation.Kind.SUPPLIER))


def signs_in(provider: IdentityProvider, on: date) -> bool:
    """Whether a provider is on, and its organisation and those above it have not ended."""
    above = [int(pk) for pk in provider.organisation.path.split(".") if pk]
    return provider.is_on and Organisation.objects.active(on).filter(pk__in=above).count() == len(
        above
    )


def _not_ended(on: date) -> Q:
    return Q(last_day=None) | Q(last_day__gte=on)


def belongs(person: Person, provider: IdentityProvider, on: date) -> bool:
    """Whether a person works, or will work, within a provider's reach: no longer, once she left."""
    own = Membership.objects.filter(_not_ended(on), person=person)
    return own.filter(organisation__in=reach(provider)).exists()


def offered_to(person: Person, on: date) -> list[IdentityProvider]:
    """The providers that a person may connect: those that sign in people of where she works."""
    paths = Membership.objects.filter(_not_ended(on), person=person).values_list(
        "organisation__path", flat=True
    )
    above = {int(pk) for path in paths for pk in path.split(".") if pk}
    rows: IdentityProviderQuerySet = IdentityProvider.objects.turned_on()
    rows = rows.filter(organisation__in=above).select_related("organisation__branch")
    return [
        row for row in rows.order_by("name", "pk") if signs_in(row, on) and belongs(person, row, on)
    ]


def has_anything(person: Person) -> bool:
    """Whether a person is connected with a provider, or could be."""
    connected = Identity.objects.open().filter(person=person)
    return connected.exists() or bool(offered_to(person, reporting_day()))


def providers_of(person: Person) -> list[IdentityProvider]:
    """The providers through which a person can show today who she is."""
    rows = Identity.objects.open().filter(person=person).select_related("provider__organisation")
    return [row.provider for row in rows if signs_in(row.provider, reporting_day())]


def found_by_number(
    provider: IdentityProvider, subject: str, number: str, on: date
) -> Person | None:
    """Who a subject that was never seen is, by the employee number that came with it.

    Exactly one person within the provider's reach has that number. Nobody is found who has another
    way in already: whoever set the provider up would come in as her. Nor is who holds any power,
    who belongs or ever belonged to somebody else too, or who is or was known there by
    another subject: they connect it while they are signed in. Nor is anybody by a subject that once
    was somebody's.
    """
    if not number or not provider.number_claim:
        return None
    rows = Membership.objects.filter(
        _not_ended(on), organisation__in=reach(provider), employee_number=number
    )
    people = list(Person.objects.filter(pk__in=rows.values("person"))[:2])
    if len(people) != 1 or rows.count() != 1:
        return None
    person = people[0]
    known = Identity.objects.filter(provider=provider).filter(Q(person=person) | Q(subject=subject))
    elsewhere = Membership.objects.filter(person=person).exclude(organisation__in=reach(provider))
    has_power = person.is_superuser or Grant.objects.open().filter(person=person).exists()
    is_taken = known.exists() or elsewhere.exists() or has_power or has_a_way_in(person)
    return None if is_taken else person
