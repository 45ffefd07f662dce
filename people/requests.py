"""A request as signed-in views know it, for the type checker."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest

from people.models import Organisation, Person


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Person


def chosen_company(request: HttpRequest, companies: Iterable[Organisation]) -> Organisation:
    """The company that an address asks for, of those that are the reader's; the first if it names
    none. Raises Http404 for another's and for one that is none, alike."""
    named = request.GET.get("company")
    for company in companies:
        if named in {None, "", str(company.uuid)}:
            return company
    raise Http404
