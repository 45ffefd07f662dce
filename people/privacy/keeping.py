"""Until when this installation keeps what: the periods with its own wishes, and who is held."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from people.calendar import day_begins
from people.privacy.models import Hold
from people.privacy.periods import Keeping, Length, length_of


def here(kind: Keeping) -> Length:
    """How long a class of data is kept in this installation."""
    return length_of(kind, settings.RETENTION)


def over(kind: Keeping, on: date) -> date:
    """The last day whose data of this class is over on a day."""
    return here(kind).before(on)


def over_at(kind: Keeping, on: date) -> datetime:
    """The moment before which data of this class is over on a day: not an hour too early."""
    return day_begins(over(kind, on))


def held(on: date) -> "QuerySet[Hold, Any]":
    """The ids of people of whom nothing is deleted on a day."""
    return Hold.objects.active(on).values("person")
