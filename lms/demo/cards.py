"""The demo's response cards. The numbers are kept for stories: nobody answers them."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from people.calendar import reporting_day
from people.cards.models import NumberTest, ResponseCard
from people.cards.validity import NUMBERS
from people.models import Organisation

SAYS: dict[str, Any] = {
    "emergency_number": "112",
    "first_contact": "Rina Das, clinic",
    "second_contact": "Tomás Vega, canteen office",
    "has_separate_lines": True,
    "interpreter_number": "+44 20 7946 0100",
    "interpreter_languages": "Bengali, Spanish, Arabic",
    "helpline_number": "+44 20 7946 0101",
    "helpline_run_by": "Open Door Trust",
    "is_helpline_outside": True,
    "helpline_hours": "24/7",
    "helpline_languages": "English, Bengali, Spanish, Arabic",
    "helpline_does": "Listens, and tells nobody unless the caller agrees.",
    "worker_contact": "Workers' committee, +44 20 7946 0102",
    "specialist": "Harbour House, +44 20 7946 0103",
    "child_line": "+44 20 7946 0104",
    "duty": ResponseCard.Duty.NO,
    "duty_checked_by": "Legal",
    "risks": "Speak with the specialist organisation before anybody goes to the authorities.",
}
GOOD_FOR = timedelta(days=365)
BATCH = 500


def give_cards(company: Organisation) -> None:
    """A valid card in English for each site of a company that has none."""
    today = reporting_day()
    has_card = ResponseCard.objects.standing().filter(site=OuterRef("pk"))
    sites = Organisation.objects.filter(
        ~Exists(has_card), path__startswith=company.path, kind=Organisation.Kind.SITE
    )
    made = [
        ResponseCard(
            site=site, language="en", duty_checked_on=today, review_on=today + GOOD_FOR, **SAYS
        )
        for site in sites.order_by("pk")
    ]
    ResponseCard.objects.bulk_create(made, batch_size=BATCH)
    NumberTest.objects.bulk_create(
        (
            NumberTest(site=card.site, number=SAYS[name], tested_on=today, has_passed=True)
            for card in made
            for name in NUMBERS
        ),
        batch_size=BATCH,
    )
