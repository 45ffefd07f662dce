"""A request as signed-in views know it, for the type checker."""

from django.http import HttpRequest

from people.models import Person


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Person
