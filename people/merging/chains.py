"""All rows of one human: the one that is kept, and those that were merged into it."""

from people.models import Person


def rows_of(person: Person) -> list[Person]:
    """A person's row and every row that was merged into it, or into one that was."""
    found, newest = [person], [person]
    while newest:
        newest = list(Person.objects.filter(merged_into__in=newest).order_by("pk"))
        found += newest
    return found
