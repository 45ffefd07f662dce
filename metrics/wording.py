"""Figures in words: numbers as the reader's language writes them, and what hidden cells say."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from metrics.kpis.counted import Dimension
from metrics.record import Row
from metrics.suppression import Reason
from people.models import AudienceRole

NO_BREAK = "\N{NO-BREAK SPACE}"


def locale() -> Locale:
    """The reader's locale; Latin digits everywhere, so that numbers can be compared and copied."""
    code = get_language() or "en"
    return Locale.parse("en_GB" if code == "en" else code, sep="-" if "-" in code else "_")


def whole(number: Decimal | int) -> str:
    return format_decimal(number, format="#,##0", locale=locale())


def one_place(display: str) -> str:
    """A display text such as "54.5", ">99.9" or "≥ 95 %" as the reader's language writes it."""
    sign = display[0] if display[0] in "<>" else ""
    try:
        number = Decimal(display.removeprefix(sign))
    except ArithmeticError:
        return display
    return sign + format_decimal(number, format="#,##0.0", locale=locale())


def percent(row: Row) -> str:
    """ "80.0 %", or what stands for it where everybody is alike."""
    text = one_place(row.display or "")
    if not text.endswith("%"):
        text = _("%(number)s %%") % {"number": text}
    return text.replace(" ", NO_BREAK)


def share(row: Row) -> str:
    """ "48 of 60 · 80.0 %": never a percentage without whom it is about, but for a bound."""
    if row.numerator is None:
        return percent(row)
    return _("%(part)s of %(people)s · %(percent)s") % {
        "part": whole(row.numerator),
        "people": whole(row.denominator or 0),
        "percent": percent(row),
    }


def part(row: Row) -> str:
    """ "48 of 60 people"."""
    return part_of(row.numerator or 0, row.denominator or 0)


def part_of(number: Decimal | int, people: Decimal | int) -> str:
    return _("%(part)s of %(people)s people") % {"part": whole(number), "people": whole(people)}


def mean(row: Row) -> str:
    if row.numerator is None:
        return percent(row)
    return _("%(percent)s · %(people)s people") % {
        "people": whole(row.denominator or 0),
        "percent": percent(row),
    }


def people(row: Row) -> str:
    number = row.numerator or Decimal(0)
    return ngettext("%(number)s person", "%(number)s people", int(number)) % {
        "number": whole(number)
    }


def text(row: Row) -> str:
    """The figure of a row that is not hidden."""
    if row.unit == "people":
        return people(row)
    if row.unit == "hours":
        return _("%(number)s hours") % {"number": one_place(row.display or "")}
    return mean(row) if row.kpi_id == "LRN-02" else share(row)


def hidden_cell(reason: str | None) -> str:
    """What stands in the place of a figure that may not be shown; never the number itself."""
    if reason == Reason.NO_POPULATION:
        return _("Nobody to count")
    return _("Hidden: small group")


def hidden(minimums: Iterable[int]) -> str:
    """Why figures are hidden; said once for all that stand together."""
    numbers = [whole(k) for k in sorted(set(minimums))]
    return _("Hidden to protect people in small groups (fewer than %(number)s)") % {
        "number": format_list(numbers, style="or", locale=locale())
    }


def name(dimension: Dimension, group: str, label: str) -> str:
    """What a group is called on the screen."""
    if dimension is Dimension.ROLE:
        return str(capfirst(AudienceRole(group).label))
    return country(group) if dimension is Dimension.COUNTRY else label


def country(code: str) -> str:
    return str(locale().territories.get(code, code))


def language(code: str) -> str:
    return str(locale().languages.get(code.split("-")[0], code))


def period_name(name: str) -> str:
    """ "2026", "2026-Q3" or "2026-09" as people say it."""
    year, _hyphen, rest = name.partition("-")
    if rest.startswith("Q"):
        return _("Quarter %(quarter)s of %(year)s") % {"quarter": rest[1:], "year": year}
    if rest:
        return format_skeleton("yMMMM", date(int(year), int(rest), 1), locale=locale())
    return year


def day(on: date) -> str:
    return format_date(on, "long", locale=locale())


def week(monday: str) -> str:
    """The week that begins on a Monday, given as ISO text."""
    return format_skeleton("yMMMd", date.fromisoformat(monday), locale=locale())
