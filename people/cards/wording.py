"""Why a site's card is not valid, in words; and what of a card is printed."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from people.cards.forms import label_of
from people.cards.models import ResponseCard
from people.cards.validity import NUMBERS, Fault, Why

# What hangs on the wall, in this order: never the known risks, nor who checked what.
PRINTED = (
    "emergency_number", "helpline_number", "helpline_run_by", "helpline_hours",
    "helpline_languages", "helpline_does", "child_line", "interpreter_number",
    "interpreter_languages", "first_contact", "second_contact", "worker_contact", "specialist",
    "duty", "duty_when",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a printed card."""

    label: str
    text: str
    is_number: bool


def printed(card: ResponseCard) -> list[Line]:
    """What a card says to everybody, named in its own language."""
    with translation.override(card.language):
        said = {name: str(getattr(card, name)) for name in PRINTED}
        said["duty"] = str(card.get_duty_display())
        return [Line(label_of(name), text, name in NUMBERS) for name, text in said.items() if text]


def in_words(fault: Fault) -> str:
    """One reason, for whoever can mend it."""
    sentence = {
        Why.NO_CARD: _("There is no card yet."),
        Why.MISSING: _("Missing: %(field)s."),
        Why.NOTHING_OUTSIDE: _("No helpline that the employer does not run."),
        Why.UNTESTED: _("Not tested yet: %(field)s."),
        Why.FAILED: _("Failed its last test: %(field)s."),
        Why.TESTED_TOO_LONG_AGO: _("Tested more than half a year ago: %(field)s."),
        Why.REVIEW_PASSED: _("The day of its review has passed."),
    }[fault.why]
    return sentence % {"field": label_of(fault.field)} if fault.field else sentence
