"""Who may what: every address, task and kind of file in one table.

What is not in it does not start (`lms/checks.py`), and the gate (`lms/middleware.py`) lets nobody
through to it. A rule says who is let in, whose rows there are, what they show, and what may be sent
in. The gate asks only who comes; views load from the querysets of `people/access.py`, so that what
lies outside of one's scope is as if it did not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum, auto

from django.urls import URLPattern, URLResolver, get_resolver

from lms.celery import app
from people.audit.verbs import Verb
from people.models import Power


class Scope(StrEnum):
    """Whose rows an address opens, or a task works on."""

    NOBODYS = auto()  # words and pictures for everybody, counts without people
    BEARERS = auto()  # of whoever holds an unguessable code or token
    OWN = auto()  # the signed-in person's
    REPORTS = auto()  # her direct reports', by date
    SUBTREE = auto()  # of the organisations that her power reaches
    COMPANY = auto()  # of the whole company
    ROW = auto()  # of a task: the one row whose id it is given, which its cause has written


class Shows(StrEnum):
    """Kinds of facts. A score, an answer and a time are shown to their owner alone: OWN_RECORD."""

    NOTHING = auto()
    WORDS = auto()  # pages, lessons, pictures
    IDENTITY = auto()  # one's own name and address
    OWN_RECORD = auto()  # one's own progress, answers, scores, certificates
    CERTIFICATE = auto()  # programme, dates and state; the name with the second code
    STATUS = auto()  # names with due, overdue, completed
    FIGURES = auto()  # key figures, through the suppression function
    POWERS = auto()  # who holds which power, since when
    STAFF = auto()  # names, numbers and addresses that one has brought in oneself
    REQUESTS = auto()  # names, and what they ask about their own data
    HOLDS = auto()  # names, of those whose record is kept for a legal matter
    DEEDS = auto()  # the audit log: ids and codes of who did what


@dataclass(frozen=True)
class Rule:
    """One line of the table. Without `powers`, whoever is signed in comes in; or `is_public`."""

    scope: Scope
    shows: Shows
    is_public: bool = False
    powers: frozenset[Power] = frozenset()
    # Fields that a form may set; a name with * stands for all that begin so.
    takes: frozenset[str] = field(default_factory=frozenset)
    # What it adds to the audit log.
    tells: frozenset[Verb] = frozenset()
    # The view meets who has been signed out, so that nothing they send is lost.
    meets_signed_out: bool = False


def _anybody(
    *takes: str,
    scope: Scope = Scope.NOBODYS,
    shows: Shows = Shows.WORDS,
    tells: tuple[Verb, ...] = (),
) -> Rule:
    return Rule(scope, shows, is_public=True, takes=frozenset(takes), tells=frozenset(tells))


def _own(
    *takes: str,
    shows: Shows = Shows.OWN_RECORD,
    tells: tuple[Verb, ...] = (),
    meets_signed_out: bool = False,
) -> Rule:
    return Rule(
        Scope.OWN,
        shows,
        takes=frozenset(takes),
        tells=frozenset(tells),
        meets_signed_out=meets_signed_out,
    )


def _powerful(
    *powers: Power,
    scope: Scope,
    shows: Shows,
    takes: tuple[str, ...] = (),
    tells: tuple[Verb, ...] = (),
) -> Rule:
    return Rule(
        scope,
        shows,
        powers=frozenset(powers),
        takes=frozenset(takes),
        tells=frozenset(tells),
    )


def _doorkeeper(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """Whoever brings people in also lets them in."""
    return _powerful(*IMPORTERS, scope=Scope.SUBTREE, shows=Shows.STAFF, takes=takes, tells=tells)


def _answerer(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """Whoever brings people in answers them; see people/privacy/access.py."""
    return _powerful(
        *IMPORTERS, scope=Scope.SUBTREE, shows=Shows.REQUESTS, takes=takes, tells=tells
    )


def _holder(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """A legal hold is the company's, set by its lead."""
    return _powerful(Power.CSO, scope=Scope.COMPANY, shows=Shows.HOLDS, takes=takes, tells=tells)


def _importer(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """Whoever brings people in sees the files that she has given herself."""
    return _powerful(*IMPORTERS, scope=Scope.SUBTREE, shows=Shows.STAFF, takes=takes, tells=tells)


def _administrator(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """Who brings people in says where they sign in. No secret is ever shown."""
    return _powerful(*IMPORTERS, scope=Scope.SUBTREE, shows=Shows.WORDS, takes=takes, tells=tells)


# Who brings people in; see people/access.py.
IMPORTERS = (Power.PEOPLE_ADMINISTRATOR, Power.SUPPLIER_ADMINISTRATOR)
# Who gives powers on; see people/delegation.py.
GIVERS = (Power.CSO, Power.PEOPLE_ADMINISTRATOR, Power.SUPPLIER_ADMINISTRATOR)
# A question's fields are named by its key, which the edition gives.
ANSWERS = ("*", "go", "take")
# Six taps on pictures, and what travels with them.
PICTURES = ("picture", "picked", "again", "sealed", "next")
CAME_IN = (Verb.SIGNED_IN, Verb.SIGN_IN_FAILED, Verb.SIGN_IN_THROTTLED)
# A story's choice or a check's answer; `again` begins anew.
PRACTICE = ("item", "choice", "again", "page", "answer.*")
# Whom a programme is asked of, and by when.
RULE = (
    "uuid", "programme", "organisation", "audience_roles", "workforce_types", "countries", "tiers",
    "risk_bands", "duty", "due_in_days", "due_on", "begins_on", "ends_on", "renews", "make", "edit",
)  # fmt: skip

# By the name of an address.
ADDRESSES: dict[str, Rule] = {
    # Everybody's.
    "home": _anybody(),
    "set-language": _anybody("language", "next"),
    "concern": _anybody(),
    "privacy": _anybody(),
    "media": _anybody(),
    "livez": _anybody(shows=Shows.NOTHING),
    "readyz": _anybody(shows=Shows.NOTHING),
    "wagtail_serve": _anybody(),
    # The one way in; Wagtail's own doors lead to it.
    "account_login": _anybody(
        "login",
        "password",
        "remember",
        "next",
        shows=Shows.NOTHING,
        tells=(Verb.SIGNED_IN, Verb.SIGN_IN_FAILED, Verb.SIGN_IN_THROTTLED),
    ),
    # An organisation's own door, and the ways back from its provider.
    "sign-on-door": _anybody("next", scope=Scope.BEARERS, shows=Shows.NOTHING),
    "sign-on-callback": _anybody(
        "code",
        "state",
        "iss",
        "error",
        shows=Shows.NOTHING,
        tells=(
            Verb.SIGNED_IN,
            Verb.SIGN_IN_FAILED,
            Verb.SIGN_IN_THROTTLED,
            Verb.IDENTITY_LINKED,
            Verb.PROVIDER_TESTED,
        ),
    ),
    "sign-on-acs": _anybody(
        "SAMLResponse",
        "RelayState",
        shows=Shows.NOTHING,
        tells=(Verb.SIGN_IN_FAILED, Verb.SIGN_IN_THROTTLED),
    ),
    "sign-on-acs-finish": _anybody(
        shows=Shows.NOTHING,
        tells=(
            Verb.SIGNED_IN,
            Verb.SIGN_IN_FAILED,
            Verb.IDENTITY_LINKED,
            Verb.PROVIDER_TESTED,
        ),
    ),
    "sign-on-metadata": _anybody(shows=Shows.NOTHING),
    "account_logout": _anybody("next", shows=Shows.NOTHING, tells=(Verb.SIGNED_OUT,)),
    # The second step of signing in: leads to the first who has not taken that.
    "mfa_authenticate": _anybody(
        "code", "credential", "next", shows=Shows.NOTHING, tells=(Verb.SIGNED_IN,)
    ),
    "account_inactive": _anybody(),
    "account_signup": _anybody(),
    "account_reset_password": _anybody("email", shows=Shows.NOTHING),
    "account_reset_password_done": _anybody(),
    "account_reset_password_from_key": _anybody(
        "password1", "password2", scope=Scope.BEARERS, tells=(Verb.PASSWORD_RESET,)
    ),
    "account_reset_password_from_key_done": _anybody(),
    "wagtailcore_authenticate_with_password": _anybody("password", "return_url"),
    "wagtailcore_login": _anybody(shows=Shows.NOTHING),
    "closed-door": _anybody(shows=Shows.NOTHING),
    # Open modules: nobody is asked who they are, and counts are kept without people.
    "open-start": _anybody(),
    "open-modules": _anybody(),
    "open-help": _anybody(),
    "open-module": _anybody(),
    "open-lesson": _anybody(),
    "open-practice": _anybody(*PRACTICE),
    "open-captions": _anybody(),
    "open-last": _anybody(),
    "open-finished": _anybody("page"),
    "open-thanks": _anybody(),
    "open-month": _anybody(),
    # Whoever holds a certificate's code.
    "verify": _anybody(scope=Scope.BEARERS, shows=Shows.CERTIFICATE),
    "verify-certificate": _anybody("name_code", scope=Scope.BEARERS, shows=Shows.CERTIFICATE),
    # Directories, which show the token of one organisation and see nothing beyond it.
    "scim": _anybody(
        "*",
        scope=Scope.BEARERS,
        shows=Shows.STAFF,
        tells=(Verb.PERSON_JOINED, Verb.PERSON_CHANGED, Verb.PERSON_LEFT, Verb.GROUP_CHANGED),
    ),
    # Whoever stands in front of a poster, or has a number or a card.
    "join": _anybody("code"),
    "join-site": _anybody(scope=Scope.BEARERS),
    "join-about": _anybody(scope=Scope.BEARERS),
    "join-name": _anybody("name", "said_number", scope=Scope.BEARERS),
    "join-pictures": _anybody(*PICTURES, scope=Scope.BEARERS),
    "join-again": _anybody(
        *PICTURES, scope=Scope.BEARERS, tells=(Verb.PERSON_JOINED, Verb.SIGNED_IN)
    ),
    "door-number": _anybody("number", shows=Shows.NOTHING),
    "door-pictures": _anybody(*PICTURES, shows=Shows.NOTHING, tells=CAME_IN),
    "door-code": _anybody("number", "code", shows=Shows.NOTHING, tells=CAME_IN),
    "door-new": _anybody(*PICTURES, scope=Scope.BEARERS),
    "door-new-again": _anybody(
        *PICTURES, scope=Scope.BEARERS, tells=(Verb.PICTURES_CHOSEN, Verb.SIGNED_IN)
    ),
    "card": _anybody(scope=Scope.BEARERS, shows=Shows.IDENTITY, tells=(Verb.SIGNED_IN,)),
    "card-show": _anybody(scope=Scope.BEARERS),
    # The first page of a device that a group uses; names, if the site says so.
    "shared-start": _anybody("number", scope=Scope.BEARERS, shows=Shows.IDENTITY),
    "shared-person": _anybody("person", scope=Scope.BEARERS, shows=Shows.NOTHING),
    # One's own.
    "my-number": _own(shows=Shows.IDENTITY),
    "my-pictures": _own(*PICTURES, shows=Shows.IDENTITY),
    "my-pictures-again": _own(*PICTURES, shows=Shows.IDENTITY, tells=(Verb.PICTURES_CHOSEN,)),
    "pictures-check": _own(*PICTURES, shows=Shows.IDENTITY, tells=(Verb.SIGN_IN_FAILED,)),
    "shared-alive": _own(shows=Shows.NOTHING),
    "account_reauthenticate": _own("password", "next", shows=Shows.IDENTITY),
    "account_change_password": _own(
        "oldpassword",
        "password1",
        "password2",
        "next",
        shows=Shows.IDENTITY,
        tells=(Verb.PASSWORD_CHANGED,),
    ),
    "my-account": _own(shows=Shows.IDENTITY),
    "mfa_index": _own(shows=Shows.IDENTITY),
    "mfa_activate_totp": _own("code", shows=Shows.IDENTITY, tells=(Verb.SECOND_FACTOR_ADDED,)),
    "mfa_deactivate_totp": _own(shows=Shows.IDENTITY, tells=(Verb.SECOND_FACTOR_REMOVED,)),
    "mfa_add_webauthn": _own(
        "credential", "name", shows=Shows.IDENTITY, tells=(Verb.SECOND_FACTOR_ADDED,)
    ),
    "mfa_remove_webauthn": _own(shows=Shows.IDENTITY, tells=(Verb.SECOND_FACTOR_REMOVED,)),
    "mfa_reauthenticate": _own("code", "next", shows=Shows.IDENTITY),
    "mfa_reauthenticate_webauthn": _own("credential", "next", shows=Shows.IDENTITY),
    "mfa_view_recovery_codes": _own(shows=Shows.IDENTITY),
    "usersessions_list": _own(shows=Shows.IDENTITY),
    "session-end": _own(shows=Shows.IDENTITY),
    "my-sign-ons": _own(shows=Shows.IDENTITY),
    "sign-on-again": _own("provider", "next", shows=Shows.IDENTITY),
    "sign-on-connect": _own(shows=Shows.IDENTITY),
    "sign-on-disconnect": _own(shows=Shows.IDENTITY, tells=(Verb.IDENTITY_UNLINKED,)),
    "file-follows": _own(shows=Shows.NOTHING),
    "my-learning": _own(),
    "programme": _own(),
    "module": _own(),
    "study": _own(),
    "lesson": _own(),
    "lesson-done": _own(),
    "lesson-practice": _own(*PRACTICE),
    "lesson-captions": _own(shows=Shows.WORDS),
    "quiz": _own("uuid"),
    "attempt-item": _own(*ANSWERS, meets_signed_out=True),
    "attempt-save": _own(*ANSWERS, meets_signed_out=True),
    "attempt-review": _own(),
    "attempt-submit": _own("confirm", meets_signed_out=True),
    "attempt-result": _own(),
    "certificates": _own(),
    "certificate": _own(),
    "certificate-pdf": _own(),
    # What is kept of oneself.
    "notice": _own("next", shows=Shows.IDENTITY),
    "my-data": _own(),
    "my-data-file": _own(tells=(Verb.DATA_TAKEN,)),
    "my-data-correct": _own(
        "full_name",
        "latin_name",
        "time_zone",
        shows=Shows.IDENTITY,
        tells=(Verb.PERSON_CORRECTED,),
    ),
    "my-data-report": _own("about", "words", shows=Shows.IDENTITY, tells=(Verb.CORRECTION_ASKED,)),
    "my-data-erasure": _own(
        "ask",
        "back",
        shows=Shows.IDENTITY,
        tells=(Verb.ERASURE_ASKED, Verb.ERASURE_WITHDRAWN),
    ),
    # Those who answer for others.
    "team": Rule(Scope.REPORTS, Shows.STATUS),
    "sign-on": _administrator(),
    "sign-on-add": _administrator("organisation", "kind", "name", tells=(Verb.PROVIDER_SET_UP,)),
    "sign-on-provider": _administrator(),
    "sign-on-settings": _administrator(
        "name",
        "issuer",
        "client_id",
        "secret",
        "metadata",
        "file",
        "number_claim",
        tells=(Verb.PROVIDER_CHANGED,),
    ),
    "sign-on-test": _administrator(),
    "sign-on-turn-on": _administrator(tells=(Verb.PROVIDER_TURNED_ON,)),
    "sign-on-turn-off": _administrator(tells=(Verb.PROVIDER_TURNED_OFF,)),
    "sites": _powerful(Power.SUPPLIER_ADMINISTRATOR, scope=Scope.SUBTREE, shows=Shows.STATUS),
    "overview": _powerful(Power.CSO, scope=Scope.COMPANY, shows=Shows.FIGURES),
    "kpi-export": _powerful(
        Power.CSO, scope=Scope.COMPANY, shows=Shows.FIGURES, tells=(Verb.FIGURES_EXPORTED,)
    ),
    "rules": _powerful(Power.CSO, scope=Scope.SUBTREE, shows=Shows.FIGURES),
    "rule-make": _powerful(
        Power.CSO,
        scope=Scope.SUBTREE,
        shows=Shows.FIGURES,
        takes=RULE,
        tells=(Verb.RULE_MADE,),
    ),
    "rule-change": _powerful(
        Power.CSO,
        scope=Scope.SUBTREE,
        shows=Shows.FIGURES,
        takes=RULE,
        tells=(Verb.RULE_MADE,),
    ),
    "rule-end": _powerful(
        Power.CSO, scope=Scope.SUBTREE, shows=Shows.FIGURES, tells=(Verb.RULE_ENDED,)
    ),
    "rule-test": _powerful(Power.CSO, scope=Scope.SUBTREE, shows=Shows.STAFF),
    "powers": _powerful(*GIVERS, scope=Scope.SUBTREE, shows=Shows.POWERS),
    "power-find": _powerful(*GIVERS, scope=Scope.SUBTREE, shows=Shows.POWERS),
    "power-give": _powerful(
        *GIVERS,
        scope=Scope.SUBTREE,
        shows=Shows.POWERS,
        takes=("gift",),
        tells=(Verb.POWER_GRANTED,),
    ),
    # Also whoever steps down.
    "power-end": Rule(Scope.SUBTREE, Shows.POWERS, tells=frozenset({Verb.POWER_ENDED})),
    "imports": _importer("file"),
    "import-organisations": _importer(),
    "import-template": _importer(),
    "import": _importer(),
    "import-apply": _importer("plan", tells=(Verb.PEOPLE_IMPORTED,)),
    "import-discard": _importer(),
    "import-faults": _importer(),
    "connections": _importer(),
    "connection-make": _importer(
        "uuid", "organisation", "label", "expires_on", tells=(Verb.TOKEN_MADE,)
    ),
    "connection-revoke": _importer(tells=(Verb.TOKEN_REVOKED,)),
    "connection-groups": _importer(),
    "connection-group": _importer("role", tells=(Verb.GROUP_MAPPED,)),
    # Two rows of one human, among those whom she brings in.
    "duplicates": _importer(),
    "duplicate": _importer("sure", tells=(Verb.PERSONS_MERGED,)),
    "duplicate-apart": _importer(tells=(Verb.DUPLICATE_DISMISSED,)),
    "merge": _importer(tells=(Verb.MERGE_UNDONE,)),
    "joining": _doorkeeper(),
    "join-link-make": _doorkeeper(
        "site", "languages", "roles", "expires_on", "most", tells=(Verb.JOIN_LINK_MADE,)
    ),
    "join-link": _doorkeeper(),
    "join-poster": _doorkeeper(),
    "join-link-end": _doorkeeper(tells=(Verb.JOIN_LINK_ENDED,)),
    "joining-refuse": _doorkeeper("undo", tells=(Verb.MEMBERSHIP_ENDED, Verb.MEMBERSHIP_REOPENED)),
    "joining-site": _doorkeeper("lists_names", "names_cards", tells=(Verb.SITE_DOORS_CHANGED,)),
    "cards-make": _doorkeeper("person", tells=(Verb.CARD_MADE,)),
    "joining-person": _doorkeeper("end_card", tells=(Verb.SIGN_IN_CODE_MADE, Verb.CARD_ENDED)),
    # Supervisors too, who hold no power; the view asks where.
    "shared": Rule(
        Scope.SUBTREE, Shows.STAFF, takes=frozenset({"site"}), tells=frozenset({Verb.DEVICE_SHARED})
    ),
    "shared-end": Rule(Scope.SUBTREE, Shows.NOTHING, tells=frozenset({Verb.DEVICE_ENDED})),
    "requests": _answerer(),
    "correction-answer": _answerer("is_corrected", "answer", tells=(Verb.CORRECTION_ANSWERED,)),
    "erasure-grant": _answerer(tells=(Verb.PERSON_ERASED,)),
    "erasure-refuse": _answerer("reason", "until", tells=(Verb.ERASURE_REFUSED,)),
    "holds": _holder(),
    "hold-find": _holder(),
    "hold-set": _holder("reference", "until", tells=(Verb.HOLD_SET,)),
    "hold-end": _holder(tells=(Verb.HOLD_ENDED,)),
    "audit": _powerful(Power.AUDITOR, scope=Scope.COMPANY, shows=Shows.DEEDS),
    "audit-export": _powerful(
        Power.AUDITOR, scope=Scope.COMPANY, shows=Shows.DEEDS, tells=(Verb.AUDIT_EXPORTED,)
    ),
}

# By how the route begins: what has no names of ours, or many of Wagtail's.
ROUTES: dict[str, Rule] = {
    # Guarded by content/cms.py, and by Wagtail's own permissions.
    "cms/": _powerful(Power.AUTHOR, scope=Scope.COMPANY, shows=Shows.WORDS, takes=("*",)),
    # Job aids that authors have put in; Wagtail asks whether their collection is private.
    "documents/": _anybody(),
    # Where there is nothing: the components' examples (in development), doors that are closed.
    "examples/": _anybody(),
    "^work/.*/$": _anybody(),
    "^cms/(?:login|password_reset)/": _anybody(shows=Shows.NOTHING),
}

# What a worker may be asked to do, by the task's name.
TASKS: dict[str, Scope] = {
    "lms.tasks.work": Scope.ROW,
    "lms.tasks.sweep": Scope.COMPANY,
    "lms.tasks.clear_away": Scope.COMPANY,
    "lms.tasks.clear_sessions": Scope.COMPANY,
    "lms.tasks.refresh_statistics": Scope.COMPANY,
    "lms.tasks.anchor_audit": Scope.COMPANY,
    "courses.tasks.apply_rule": Scope.ROW,
    "courses.tasks.apply_rules": Scope.COMPANY,
    "people.tasks.check_import": Scope.ROW,
    "people.tasks.apply_import": Scope.ROW,
    "people.tasks.clear_imports": Scope.COMPANY,
    "people.tasks.find_duplicates": Scope.COMPANY,
    "lms.tasks.send_mail": Scope.ROW,
    "lms.tasks.delete_file": Scope.ROW,
    "lms.tasks.keep_no_longer": Scope.COMPANY,
    "certificates.tasks.draw": Scope.ROW,
}

# What is stored in files, by the folder: the address that alone gives it out; none: nobody.
FILES: dict[str, str] = {
    "images": "media",
    "media": "media",
    "original_images": "",
    "documents": "wagtaildocs_serve",
    "certificates": "certificate-pdf",
    "imports": "",
    "media_thumbnails": "",
    "avatar_images": "",
    "wagtail_uploads": "",
}


def unruled() -> list[str]:
    """Addresses and tasks of this installation that no rule names."""
    app.autodiscover_tasks(force=True)
    routes = routes_of(get_resolver())
    tasks = (name for name in app.tasks if not name.startswith("celery."))
    return [
        *(route for route, pattern in routes if rule_of(pattern.name, route) is None),
        *(name for name in tasks if name not in TASKS),
    ]


def routes_of(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of a resolver with its whole route."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes_of(entry, route)
        else:
            yield route, entry


def rule_of(name: str | None, route: str) -> Rule | None:
    """The rule for an address, by its name or by how its route begins; none: nobody comes in."""
    if name in ADDRESSES:
        return ADDRESSES[name]
    begins = (rule for beginning, rule in ROUTES.items() if route.startswith(beginning))
    return next(begins, None)
