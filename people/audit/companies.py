"""Which company's chain an event belongs to."""

from django.db.models import Case, IntegerField, Value, When

from people.models import Grant, Membership, Organisation, Person

OPEN, ENDED, GRANTED = 0, 1, 2


def company_of(who: Organisation | Person | None) -> int:
    """The id of the lead company above an organisation, or above where a person works, worked or
    has a power, in this order; 0 if there is none.

    For nobody it asks the same as for somebody: how long a refused sign-in takes must not tell
    whether the address is known.
    """
    if isinstance(who, Organisation):
        return _root(who.path)
    person = who.pk if who else 0
    standing = Case(
        When(last_day=None, then=Value(OPEN)), default=Value(ENDED), output_field=IntegerField()
    )
    works = Membership.objects.filter(person=person).annotate(standing=standing)
    powers = Grant.objects.filter(person=person).annotate(standing=Value(GRANTED))
    columns = ("standing", "organisation__path")
    paths = works.values_list(*columns).union(powers.values_list(*columns)).order_by(*columns)
    found = paths.first()
    return _root(found[1]) if found else 0


def _root(path: str) -> int:
    return int(path.split(".")[0])
