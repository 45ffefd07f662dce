"""How long something is kept, in words, as this installation has it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.privacy.keeping import here
from people.privacy.periods import Keeping, Length


def kept(kind: Keeping) -> str:
    """How long, as a sentence for the person."""
    how_long = {"length": in_words(here(kind))}
    return {
        Keeping.LEAVERS: _(
            "As long as you work here, and %(length)s more; or until %(certified)s after your last "
            "certificate has run out, if that is later."
        )
        % (how_long | {"certified": in_words(here(Keeping.CERTIFIED))}),
        Keeping.ANSWERS: _("%(length)s after you have completed the programme.") % how_long,
        Keeping.SCORES: _("You see a score for %(length)s after you have completed the programme.")
        % how_long,
        Keeping.MESSAGES: _("%(length)s after the message.") % how_long,
        Keeping.WORDS: _("What is written, for %(length)s; that you asked, as long as your name.")
        % how_long,
    }[kind]


def in_words(length: Length) -> str:
    if length.months:
        months = ngettext("%(number)s month", "%(number)s months", length.months)
        return months % {"number": length.months}
    return ngettext("%(number)s day", "%(number)s days", length.days) % {"number": length.days}
