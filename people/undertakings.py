"""What a person with power over people accepts before she first uses it (S-19, S-14)."""

from people.models import Person, Undertaking

# Counted up whenever the text of lms/templates/people/undertaking.html changes what it asks: then
# everybody is asked again.
VERSION = 1


def of(person: Person) -> Undertaking | None:
    """Her acceptance of the text as it stands now."""
    return person.undertakings.filter(version=VERSION).first()
