"""What a line of the table says: who comes in, whose rows there are, what they show."""

from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any

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
    LIMITS = auto()  # which places are paused or restricted, since when and by whom
    HOLDS = auto()  # names, of those whose record is kept for a legal matter
    DEEDS = auto()  # the audit log: ids and codes of who did what
    CARDS = auto()  # whom to call at a site, and what its card lacks
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
    # Open before the notice is read: it says no more than the notice does.
    before_notice: bool = False

    @property
    def asks_notice(self) -> bool:
        """Whether one reads what is kept of oneself, before one comes here (S-35)."""
        return self.shows is Shows.OWN_RECORD and not self.before_notice

    @property
    def asks_undertaking(self) -> bool:
        """Whether one accepts what records are never used for, before one comes here (S-19)."""
        return bool(self.powers) and self.shows in ABOUT_OTHERS

    def __post_init__(self) -> None:
        if self.half is Half.ANYBODYS and not self.is_public:
            raise ValueError("Where nobody asks who reads, the address is everybody's.")


def anybody(
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


def unasked(*takes: str, **facts: Any) -> Rule:
    """Everybody's, whoever they are: nothing there is the reader's, and nobody asks who reads."""
    return anybody(*takes, half=Half.ANYBODYS, **facts)


def own(
    *takes: str,
    shows: Shows = Shows.OWN_RECORD,
    tells: tuple[Verb, ...] = (),
    meets_signed_out: bool = False,
    half: Half = Half.NOTHING,
    before_notice: bool = False,
) -> Rule:
    return Rule(
        Scope.OWN,
        shows,
        takes=frozenset(takes),
        tells=frozenset(tells),
        meets_signed_out=meets_signed_out,
        half=half,
        before_notice=before_notice,
    )


def powerful(
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
