"""Who may what: every address, task and kind of file in one table.

What is not in it does not start (`lms/checks.py`), and the gate (`lms/middleware.py`) lets nobody
through to it. A rule says who is let in, whose rows there are, what they show, and what may be sent
in. The gate asks only who comes; views load from the querysets of `people/access.py`, so that what
lies outside of one's scope is as if it did not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from lms.celery import app
from people.agreements.actions import ANSWER
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
    DEEDS = auto()  # the audit log: ids and codes of who did what
    AGREEMENTS = auto()  # which works agreements stand in which countries


# What is told of people to whoever has power over them: she accepts the rules for that first.
ABOUT_OTHERS = {Shows.STATUS, Shows.FIGURES, Shows.POWERS, Shows.STAFF, Shows.DEEDS}


class Half(StrEnum):
    """What is open to somebody with power who has given her password and no second factor yet."""

    NOTHING = auto()
    ANYBODYS = auto()  # as to anybody: nothing is the reader's, and nobody asks who reads
    SET_UP = auto()  # if she has none yet: where one is set up
    SHOW = auto()  # if she has one: where it is shown; nothing that a password alone opens


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
    half: Half = Half.NOTHING

    @property
    def asks_undertaking(self) -> bool:
        """Whether one accepts what records are never used for, before one comes here (S-19)."""
        return bool(self.powers) and self.shows in ABOUT_OTHERS

    def __post_init__(self) -> None:
        if self.half is Half.ANYBODYS and not self.is_public:
            raise ValueError("Where nobody asks who reads, the address is everybody's.")


def _anybody(
    *takes: str,
    scope: Scope = Scope.NOBODYS,
    shows: Shows = Shows.WORDS,
    tells: tuple[Verb, ...] = (),
    half: Half = Half.NOTHING,
) -> Rule:
    """Everybody's; but who is half-way in is led to the other half first, as from all the rest."""
    return Rule(
        scope, shows, is_public=True, takes=frozenset(takes), tells=frozenset(tells), half=half
    )


def _open(*takes: str, **facts: Any) -> Rule:
    """Everybody's, whoever they are: nothing there is the reader's, and nobody asks who reads."""
    return _anybody(*takes, half=Half.ANYBODYS, **facts)


def _own(
    *takes: str,
    shows: Shows = Shows.OWN_RECORD,
    tells: tuple[Verb, ...] = (),
    meets_signed_out: bool = False,
    half: Half = Half.NOTHING,
) -> Rule:
    return Rule(
        Scope.OWN,
        shows,
        takes=frozenset(takes),
        tells=frozenset(tells),
        meets_signed_out=meets_signed_out,
        half=half,
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


def _importer(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """Whoever brings people in sees the files that she has given herself."""
    return _powerful(*IMPORTERS, scope=Scope.SUBTREE, shows=Shows.STAFF, takes=takes, tells=tells)


# Who brings people in; see people/access.py.
IMPORTERS = (Power.PEOPLE_ADMINISTRATOR, Power.SUPPLIER_ADMINISTRATOR)
# Who gives powers on; see people/delegation.py.
GIVERS = (Power.CSO, Power.PEOPLE_ADMINISTRATOR, Power.SUPPLIER_ADMINISTRATOR)
# A question's fields are named by its key, which the edition gives.
ANSWERS = ("*", "go", "take")
# A story's choice or a check's answer; `again` begins anew.
PRACTICE = ("item", "choice", "again", "page", "answer.*")

# By the name of an address.
ADDRESSES: dict[str, Rule] = {
    # Everybody's.
    "home": _anybody(),  # leads to the reader's own
    "set-language": _open("language", "next"),
    "concern": _open(),
    "privacy": _open(),
    "media": _open(),
    "livez": _open(shows=Shows.NOTHING),
    "readyz": _open(shows=Shows.NOTHING),
    "wagtail_serve": _anybody(),
    # The one way in; Wagtail's own doors lead to it.
    "account_login": _open(
        "login",
        "password",
        "remember",
        "next",
        shows=Shows.NOTHING,
        tells=(Verb.SIGNED_IN, Verb.SIGN_IN_FAILED, Verb.SIGN_IN_THROTTLED),
    ),
    "account_logout": _open("next", shows=Shows.NOTHING, tells=(Verb.SIGNED_OUT,)),
    # The second step of signing in: leads to the first who has not taken that.
    "mfa_authenticate": _anybody(
        "code", "credential", "next", shows=Shows.NOTHING, tells=(Verb.SIGNED_IN,)
    ),
    "account_inactive": _open(),
    "account_signup": _open(),
    "account_reset_password": _open("email", shows=Shows.NOTHING),
    "account_reset_password_done": _open(),
    "account_reset_password_from_key": _open(
        "password1", "password2", scope=Scope.BEARERS, tells=(Verb.PASSWORD_RESET,)
    ),
    "account_reset_password_from_key_done": _open(),
    "wagtailcore_authenticate_with_password": _anybody("password", "return_url"),
    "wagtailcore_login": _anybody(shows=Shows.NOTHING),
    "closed-door": _anybody(shows=Shows.NOTHING),
    # Open modules: nobody is asked who they are, and counts are kept without people.
    "open-start": _open(),
    "open-modules": _open(),
    "open-help": _open(),
    "open-module": _open(),
    "open-lesson": _open(),
    "open-practice": _open(*PRACTICE),
    "open-captions": _open(),
    "open-last": _open(),
    "open-finished": _open("page"),
    "open-thanks": _open(),
    "open-month": _open(),
    # Whoever holds a certificate's code.
    "verify": _open(scope=Scope.BEARERS, shows=Shows.CERTIFICATE),
    "verify-certificate": _open("name_code", scope=Scope.BEARERS, shows=Shows.CERTIFICATE),
    # One's own.
    "account_reauthenticate": _own("password", "next", shows=Shows.IDENTITY, half=Half.SET_UP),
    "account_change_password": _own(
        "oldpassword",
        "password1",
        "password2",
        "next",
        shows=Shows.IDENTITY,
        tells=(Verb.PASSWORD_CHANGED,),
    ),
    "my-account": _own(shows=Shows.IDENTITY),
    "mfa_index": _own(shows=Shows.IDENTITY, half=Half.SET_UP),
    "mfa_activate_totp": _own(
        "code", shows=Shows.IDENTITY, tells=(Verb.SECOND_FACTOR_ADDED,), half=Half.SET_UP
    ),
    "mfa_deactivate_totp": _own(shows=Shows.IDENTITY, tells=(Verb.SECOND_FACTOR_REMOVED,)),
    "mfa_add_webauthn": _own(
        "credential",
        "name",
        shows=Shows.IDENTITY,
        tells=(Verb.SECOND_FACTOR_ADDED,),
        half=Half.SET_UP,
    ),
    "mfa_remove_webauthn": _own(shows=Shows.IDENTITY, tells=(Verb.SECOND_FACTOR_REMOVED,)),
    "mfa_reauthenticate": _own("code", "next", shows=Shows.IDENTITY, half=Half.SHOW),
    "mfa_reauthenticate_webauthn": _own("credential", "next", shows=Shows.IDENTITY, half=Half.SHOW),
    "mfa_view_recovery_codes": _own(shows=Shows.IDENTITY),
    "usersessions_list": _own(shows=Shows.IDENTITY),
    "session-end": _own(shows=Shows.IDENTITY),
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
    # Those who answer for others.
    "team": Rule(Scope.REPORTS, Shows.STATUS),
    "sites": _powerful(Power.SUPPLIER_ADMINISTRATOR, scope=Scope.SUBTREE, shows=Shows.STATUS),
    "overview": _powerful(Power.CSO, scope=Scope.COMPANY, shows=Shows.FIGURES),
    "kpi-export": _powerful(
        Power.CSO, scope=Scope.COMPANY, shows=Shows.FIGURES, tells=(Verb.FIGURES_EXPORTED,)
    ),
    "powers": _powerful(*GIVERS, scope=Scope.SUBTREE, shows=Shows.POWERS),
    "power-find": _powerful(*GIVERS, scope=Scope.SUBTREE, shows=Shows.POWERS),
    "power-give": _powerful(
        *GIVERS,
        scope=Scope.SUBTREE,
        shows=Shows.POWERS,
        takes=("gift", "until"),
        tells=(Verb.POWER_GRANTED,),
    ),
    # Also whoever steps down.
    "power-end": Rule(Scope.SUBTREE, Shows.POWERS, tells=frozenset({Verb.POWER_ENDED})),
    "undertaking": _own("accept", "next", shows=Shows.WORDS, tells=(Verb.UNDERTAKING_ACCEPTED,)),
    "agreements": _powerful(*ANSWER, scope=Scope.COMPANY, shows=Shows.AGREEMENTS),
    "agreement-answer": _powerful(
        *ANSWER,
        scope=Scope.COMPANY,
        shows=Shows.AGREEMENTS,
        takes=("kind", "words", "agreed_on"),
        tells=(Verb.AGREEMENT_ANSWERED,),
    ),
    "agreement-pack": _powerful(*ANSWER, scope=Scope.COMPANY, shows=Shows.AGREEMENTS),
    "imports": _importer("file"),
    "import-organisations": _importer(),
    "import-template": _importer(),
    "import": _importer(),
    "import-apply": _importer("plan", tells=(Verb.PEOPLE_IMPORTED,)),
    "import-discard": _importer(),
    "import-faults": _importer(),
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
    "people.tasks.check_import": Scope.ROW,
    "people.tasks.apply_import": Scope.ROW,
    "people.tasks.clear_imports": Scope.COMPANY,
    "people.tasks.end_powers": Scope.COMPANY,
    "lms.tasks.send_mail": Scope.ROW,
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
