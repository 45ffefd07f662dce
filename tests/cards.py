"""A response card that says all that it must, for sites of tests."""

from datetime import date
from typing import Any

from people.cards.models import NumberTest, ResponseCard
from people.cards.validity import NUMBERS
from people.models import Organisation

SAYS: dict[str, Any] = {
    "emergency_number": "999",
    "first_contact": "Rina Das, ground floor office",
    "second_contact": "Kamal Hossain, clinic",
    "has_separate_lines": True,
    "interpreter_number": "+880 2 5550 100",
    "interpreter_languages": "Bengali, English",
    "helpline_number": "+880 2 5550 101",
    "helpline_run_by": "Workers' Line Trust",
    "is_helpline_outside": True,
    "helpline_hours": "Every day, 8 to 22",
    "helpline_languages": "Bengali",
    "helpline_does": "Listens, and tells nobody unless the caller agrees.",
    "worker_contact": "Garment workers' union, +880 2 5550 102",
    "specialist": "Safe House Dhaka, +880 2 5550 103",
    "child_line": "1098",
    "duty": "no",
    "duty_when": "",
    "duty_checked_by": "Legal, Dhaka",
    "duty_checked_on": date(2020, 1, 1),
    "risks": "Call the specialist before the authorities.",
    "review_on": date(2099, 1, 1),
}


def give_card(
    site: Organisation, *, tested_on: date = date(2099, 1, 1), **says: Any
) -> ResponseCard:
    """A card that stays valid, on whichever day a test plays; without an event in the log."""
    told = SAYS | says
    NumberTest.objects.bulk_create(
        NumberTest(site=site, number=told[name], tested_on=tested_on, has_passed=True)
        for name in NUMBERS
    )
    return ResponseCard.objects.create(site=site, language="en", **told)
