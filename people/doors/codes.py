"""Numbers and codes that people type from a wall, a card or a scrap of paper. Pure.

Digits alone: every phone has a key pad for them, whatever script its owner reads. The one-time code
of an administrator has letters too, without those that are taken for one another.
"""

import secrets
import unicodedata

JOIN_DIGITS = 10
NUMBER_DIGITS = 9
# The first digits of a personal number: the same for the people of one site. What is guessed at the
# numbers of a site is counted together, whether a number is anybody's or not.
SITE_DIGITS = 5
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
ONE_TIME_LETTERS = 10
# Of a secret in an address or a cookie: 160 bits.
TOKEN_BYTES = 20


def new_join_code() -> str:
    """A code for a poster. It does not begin with 0, which some phones drop."""
    return _digits(JOIN_DIGITS)


def new_site_part() -> str:
    """The first digits of the numbers of a site."""
    return _digits(SITE_DIGITS)


def new_number(site_part: str) -> str:
    """A personal number of a site."""
    rest = NUMBER_DIGITS - SITE_DIGITS
    return site_part + str(secrets.randbelow(10**rest)).zfill(rest)


def new_one_time_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(ONE_TIME_LETTERS))


def new_token() -> str:
    """A secret that nobody types: in the address of a card, in the cookie of a device."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def _digits(count: int) -> str:
    return str(10 ** (count - 1) + secrets.randbelow(9 * 10 ** (count - 1)))


def read_digits(text: str) -> str:
    """What somebody typed, as plain digits: in any script, with spaces, hyphens or without."""
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdecimal() else letter
        for letter in text
        if not (letter.isspace() or letter in "-–—.·/")
    )


def read_one_time(text: str) -> str:
    """The same for a one-time code, in capitals."""
    return read_digits(text).upper()


def spaced(code: str) -> str:
    """A code in groups that can be read out: 123 456 789, 123 456 7890."""
    groups = [code[place : place + 3] for place in range(0, len(code), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return " ".join(groups)
