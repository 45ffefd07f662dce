"""Why a site's card is not valid, in words."""

from django.utils.translation import gettext as _

from people.cards.forms import label_of
from people.cards.validity import Fault, Why


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
