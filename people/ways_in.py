"""How somebody can sign in already: asked wherever another way in would be made for her.

Whoever looks after her people may make a way in only for who has none: she would come in as her.
"""

from people.doors.models import Card, Door
from people.models import Person
from people.sign_on.models import Identity


def has_a_way_in(person: Person) -> bool:
    """Whether she has a password, a number or a card, or a sign-in at work, as it stands."""
    rows = (
        Door.objects.filter(person=person, closed_at=None),
        Card.objects.filter(person=person, ended_at=None),
        Identity.objects.open().filter(person=person),
    )
    return person.has_usable_password() or any(row.exists() for row in rows)
