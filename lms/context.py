"""What every page knows: the product's name, the languages, and where its reader may go."""

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.languages import interface_languages, language
from people.calendar import reporting_day
from people.models import Membership, Person, Power

HAS_REPORTS = "has reports"
MAY_SECONDS = 60


def site(request: HttpRequest) -> dict[str, object]:
    current = language(get_language() or settings.LANGUAGE_CODE)
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.IS_DEMO,
        "languages": interface_languages(),
        "current_language": current.code,
        "text_direction": current.direction,
        "navigation": SimpleLazyObject(lambda: list(navigation(request))),
        "personal_navigation": SimpleLazyObject(lambda: list(_personal(request))),
    }


def navigation(request: HttpRequest) -> Iterator[dict[str, object]]:
    """The main places of the person who reads: what nobody may open is not offered."""
    person = _reader(request)
    if person is None:
        return
    may = _what_one_may(person)
    yield from _place(request, "my-learning", _("My learning"))
    yield from _place(request, "certificates", _("Certificates"))
    if HAS_REPORTS in may:
        yield from _place(request, "team", _("My team"))
    if Power.SUPPLIER_ADMINISTRATOR in may:
        yield from _place(request, "sites", _("My sites"))
    if Power.PEOPLE_ADMINISTRATOR in may:
        yield from _place(request, "imports", _("People"))
    if Power.CSO in may:
        yield from _place(request, "overview", _("Overview"))
    if Power.AUTHOR in may:
        yield from _place(request, "wagtailadmin_home", _("Write"))


def _personal(request: HttpRequest) -> Iterator[dict[str, object]]:
    person = _reader(request)
    if person and person.has_usable_password():
        yield from _place(request, "account_change_password", _("Change password"))


def _reader(request: HttpRequest) -> Person | None:
    """Who is signed in, if anybody; error pages may come before that is known."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Person) else None


def _what_one_may(person: Person) -> set[str]:
    """The person's powers, and whether anybody reports to them; asked once a minute at most.

    This only decides which ways are offered. The pages ask again, every time.
    """
    key = f"may:{person.pk}"
    kept: set[str] | None = cache.get(key)
    if kept is None:
        kept = _ask_what_one_may(person)
        cache.set(key, kept, MAY_SECONDS)
    return kept


def _ask_what_one_may(person: Person) -> set[str]:
    # The overview is of the company: a lead of a part of it has none (people.access).
    of_a_part = Q(power=Power.CSO, organisation__parent__isnull=False)
    powers = person.grants.open().exclude(of_a_part).values_list("power")
    reports = Membership.objects.active(reporting_day()).filter(reports_to=person)
    return {row[0] for row in powers.union(reports.values_list(Value(HAS_REPORTS)))}


def _place(request: HttpRequest, name: str, title: str) -> Iterator[dict[str, object]]:
    try:
        href = reverse(name)
    except NoReverseMatch:
        return
    yield {"href": href, "title": title, "current": request.path == href}
