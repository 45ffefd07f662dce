"""Whether two people may be one human: alike names and something strong besides. Pure.

A name alone never tells (languages.md section 7): many people share theirs. Strong is

- the same employee number of the same employer, which nobody else has at the time;
- the same e-mail address at work;
- the same first day at the same place, of people whose whole name is the same and not one word.

Who works for two employers, or is the other's manager, is never a duplicate: whoever looks after
one employer's people must not learn of another's.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Marks that writers of Latin, Greek, Cyrillic and Arabic leave out; elsewhere they are vowels.
OPTIONAL_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u0652\u0670\u200c\u200d]")
NOT_IN_A_WORD = re.compile(r"['\u2019\u02bc`.\u00b7]")
BETWEEN_WORDS = re.compile(r"[\s\-\u2010-\u2015,;/_()]+")
# What files say where they have no name.
NO_NAMES = {"fnu", "lnu", "na", "n", "a", "unknown", "test", "x", "xx", "xxx"}

Words = tuple[str, ...]


class Reason(StrEnum):
    NUMBER = "number"
    EMAIL = "email"
    START = "start"


@dataclass(frozen=True)
class Post:
    """A membership, as far as it may tell that two people are one."""

    employer: str
    organisation: int
    employee_number: str
    work_email: str
    started_on: date


@dataclass(frozen=True)
class Known:
    """What is known of one person. `managers` are ids of whom she reports or reported to."""

    pk: int
    names: frozenset[Words]
    posts: tuple[Post, ...]
    managers: frozenset[int] = frozenset()


def words_of(name: str) -> Words:
    """A name for comparing: its words in lower case, without marks that may be left out, sorted.

    Empty for what stands where a name is missing.
    """
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = unicodedata.normalize("NFC", OPTIONAL_MARKS.sub("", folded))
    words = BETWEEN_WORDS.split(NOT_IN_A_WORD.sub("", plain))
    found = sorted(word for word in words if word)
    return () if all(word in NO_NAMES for word in found) else tuple(found)


def names_of(*names: str) -> frozenset[Words]:
    """The forms of a person's name for comparing: as written, and in Latin letters."""
    return frozenset(filter(None, map(words_of, names)))


def are_alike(one: frozenset[Words], other: frozenset[Words]) -> bool:
    """Whether two people's names may be the same: equal, or one has words more than the other.

    One word is enough if it is the whole name of both.
    """
    return bool(one & other) or any(
        min(len(a), len(b)) > 1 and (set(a) <= set(b) or set(b) <= set(a))
        for a in one
        for b in other
    )


def reasons(one: Known, other: Known) -> list[Reason]:
    """What tells that two people may be one, in a fixed order; nothing if they should be let be."""
    employers = {post.employer for post in (*one.posts, *other.posts)}
    if len(employers) != 1 or one.pk in other.managers or other.pk in one.managers:
        return []
    if not are_alike(one.names, other.names):
        return []
    found = []
    if _numbers(one) & _numbers(other):
        found.append(Reason.NUMBER)
    if _addresses(one) & _addresses(other):
        found.append(Reason.EMAIL)
    if any(len(name) > 1 for name in one.names & other.names) and _starts(one) & _starts(other):
        found.append(Reason.START)
    return found


def _numbers(known: Known) -> set[str]:
    return {post.employee_number for post in known.posts if post.employee_number}


def _addresses(known: Known) -> set[str]:
    return {post.work_email.casefold() for post in known.posts if post.work_email}


def _starts(known: Known) -> set[tuple[int, date]]:
    return {(post.organisation, post.started_on) for post in known.posts}
