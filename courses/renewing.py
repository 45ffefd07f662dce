"""A later cycle, told to the learner: a refresher, and how long it is enough; or why everything."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.dates import has_lapsed
from courses.models import Completion, Enrolment
from courses.paths import has_refresher


def told(enrolment: Enrolment, on: date) -> str:
    """What there is to say of a renewal that is still to be done, and of what ends with the role.

    Two queries at most.
    """
    if hasattr(enrolment, "completion"):
        return _ends_with_role(enrolment.completion.handover_days)
    if enrolment.cycle == 1:
        return ""
    own = enrolment.person_id, enrolment.programme_id, enrolment.cycle
    held = Completion.objects.held_before(*own)
    until = held.until(on) if held else None
    after = enrolment.programme.lapses_after_days
    if enrolment.is_refresher:
        if until is None or after is None:
            return _("This is a refresher: you have done the whole programme before.")
        ends = date_format(until + timedelta(days=after), "DATE_FORMAT")
        return _(
            "This is a refresher: you have done the whole programme before. It is enough up to "
            "%(day)s; later everything is asked for again."
        ) % {"day": ends}
    if until and has_lapsed(until, on, after) and has_refresher(enrolment.programme):
        return _(
            "Your last one ended on %(day)s. That is too long ago for a refresher, so everything "
            "is asked for again."
        ) % {"day": date_format(until, "DATE_FORMAT")}
    return ""


def _ends_with_role(days: int | None) -> str:
    if days is None:
        return ""
    if not days:
        return _("It counts while you do this work.")
    words = ngettext(
        "It counts while you do this work, and for %(days)s day after that.",
        "It counts while you do this work, and for %(days)s days after that.",
        days,
    )
    return words % {"days": days}
