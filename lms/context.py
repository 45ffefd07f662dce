"""What every page knows: the product's name, the languages, and where its reader may go."""

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lms.accounts import second_factor
from lms.languages import interface_languages, language
from people.agreements.actions import ANSWER
from people.calendar import reporting_day
from people.cards.access import KEEPERS
from people.delegation import GIVES
from people.models import Grant, Membership, Person, Power

HAS_REPORTS = "has reports"
ANSWERS = "answers for agreements"
MAY_SECONDS = 60
IMPORTERS: set[str] = {Power.PEOPLE_ADMINISTRATOR, Power.SUPPLIER_ADMINISTRATOR}
OF_THE_WHOLE = {Power.CSO, Power.AUDITOR}

# What opens a place (nothing: everybody's), its address, and what it is called.
PLACES: list[tuple[set[str], str, Promise]] = [
    (set(), "my-learning", gettext_lazy("My learning")),
    (set(), "certificates", gettext_lazy("Certificates")),
    ({HAS_REPORTS}, "team", gettext_lazy("My team")),
    ({Power.SUPPLIER_ADMINISTRATOR}, "sites", gettext_lazy("My sites")),
    ({Power.CSO}, "overview", gettext_lazy("Overview")),
    ({Power.CSO}, "rules", gettext_lazy("Rules")),
    ({power for power, given in GIVES.items() if given}, "powers", gettext_lazy("Powers")),
    # Rooms that one goes to now and then: see ROOMS.
    ({*IMPORTERS, Power.CSO, ANSWERS}, "manage", gettext_lazy("Manage")),
    ({Power.AUDITOR}, "audit", gettext_lazy("Audit log")),
    ({Power.AUDITOR}, "equivalents", gettext_lazy("What counts as what")),
    ({Power.AUTHOR}, "wagtailadmin_home", gettext_lazy("Write")),
]

# What is found under "Manage": what opens a room, its address, its picture, what it is called and
# what one does there.
ROOMS: list[tuple[set[str], str, str, Promise, Promise]] = [
    (
        IMPORTERS,
        "imports",
        "upload",
        gettext_lazy("People from files"),
        gettext_lazy("Bring people and organisations in, move them, let them go."),
    ),
    (
        IMPORTERS,
        "joining",
        "print",
        gettext_lazy("Letting people in"),
        gettext_lazy("Posters, numbers with pictures, printed cards: for people without e-mail."),
    ),
    (
        IMPORTERS,
        "connections",
        "repeat",
        gettext_lazy("Connections"),
        gettext_lazy("Let a directory (SCIM) keep people up to date."),
    ),
    (
        IMPORTERS,
        "sign-on",
        "lock",
        gettext_lazy("Single sign-on"),
        gettext_lazy("Let people sign in as they do at work."),
    ),
    (
        IMPORTERS,
        "duplicates",
        "people",
        gettext_lazy("People who may be here twice"),
        gettext_lazy("Look at likely duplicates, and merge them or keep them apart."),
    ),
    (
        IMPORTERS,
        "requests",
        "person",
        gettext_lazy("Requests"),
        gettext_lazy("Answer who asks for a correction, or to be erased."),
    ),
    (
        {*IMPORTERS, Power.CSO},
        "reminders",
        "mail",
        gettext_lazy("Reminders"),
        gettext_lazy("Who is told of a day when, quiet hours, slips, and what came back."),
    ),
    (
        set(KEEPERS),
        "site-cards",
        "saved",
        gettext_lazy("Response cards"),
        gettext_lazy("Whom people at a site can call: without a valid card nothing is assigned."),
    ),
    (
        {*IMPORTERS, Power.CSO},
        "decisions",
        "done",
        gettext_lazy("To confirm"),
        gettext_lazy("More time, releases: what others propose, and a second person confirms."),
    ),
    (
        {Power.CSO},
        "places",
        "pause",
        gettext_lazy("Places"),
        gettext_lazy("Keep quiet at a place, or restrict it where it is not safe."),
    ),
    (
        {ANSWERS},
        "agreements",
        "file",
        gettext_lazy("Agreements"),
        gettext_lazy("Works agreements: in some countries they come before status lists."),
    ),
    (
        {Power.CSO},
        "holds",
        "saved",
        gettext_lazy("Legal holds"),
        gettext_lazy("Keep the record of somebody whom a legal matter needs."),
    ),
]


def site(request: HttpRequest) -> dict[str, object]:
    current = language(get_language() or settings.LANGUAGE_CODE)
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.IS_DEMO,
        "languages": interface_languages(),
        "current_language": current.code,
        "text_direction": current.direction,
        "is_partial": current.code in settings.PARTIAL_LANGUAGES,
        "shared_device": getattr(request, "shared_device", None),
        "idle_seconds": settings.SHARED_DEVICE_IDLE,
        "navigation": SimpleLazyObject(lambda: list(navigation(request))),
        "personal_navigation": SimpleLazyObject(lambda: list(_personal(request))),
    }


def navigation(request: HttpRequest) -> Iterator[dict[str, object]]:
    """The main places of the person who reads: what nobody may open is not offered."""
    person = _reader(request)
    if person is None:
        return
    may = _what_one_may(person)
    for needed, name, title in PLACES:
        if not needed or needed & may:
            yield from _place(request, name, str(title))


def rooms(request: HttpRequest) -> list[dict[str, object]]:
    """The rooms under "Manage" that the reader may open."""
    person = _reader(request)
    may = _what_one_may(person) if person else set()
    return [
        {"href": reverse(name), "icon": icon, "title": title, "text": text}
        for needed, name, icon, title, text in ROOMS
        if needed & may
    ]


def _personal(request: HttpRequest) -> Iterator[dict[str, object]]:
    if _reader(request):
        yield from _place(request, "my-account", _("My account"))
        yield from _place(request, "my-data", _("My data"))


def _reader(request: HttpRequest) -> Person | None:
    """Who is signed in, if anybody; error pages may come before that is known.

    Nobody yet is one who still has to show a second factor: no place is open to her.
    """
    user = getattr(request, "user", None)
    return user if isinstance(user, Person) and not second_factor.is_missing(request) else None


def _what_one_may(person: Person) -> set[str]:
    """The person's powers, and whether anybody reports to them; asked once a minute at most.

    This only decides which ways are offered. The pages ask again, every time.
    """
    key = key_of_what_one_may(person)
    kept: set[str] | None = cache.get(key)
    if kept is None:
        kept = _ask_what_one_may(person)
        cache.set(key, kept, MAY_SECONDS)
    return kept


def key_of_what_one_may(person: Person) -> str:
    """Under which name the cache keeps it."""
    return f"may:{person.pk}"


def _ask_what_one_may(person: Person) -> set[str]:
    grants = Grant.objects.in_force(reporting_day()).filter(person=person)
    # The overview and the audit log are of the company: whoever leads or audits a part of it has
    # none (people.access).
    rows = list(grants.values_list("power", "organisation__parent"))
    may = {power for power, parent in rows if power not in OF_THE_WHOLE or parent is None}
    if any(power in ANSWER and parent is None for power, parent in rows):
        may.add(ANSWERS)
    if Membership.objects.active(reporting_day()).filter(reports_to=person).exists():
        may.add(HAS_REPORTS)
    return may


def _place(request: HttpRequest, name: str, title: str) -> Iterator[dict[str, object]]:
    try:
        href = reverse(name)
    except NoReverseMatch:
        return
    yield {"href": href, "title": title, "current": request.path == href}
