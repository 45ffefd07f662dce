"""A later cycle, told to the learner: a refresher, and how long it is enough; or why everything."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.dates import has_lapsed
from courses.models import Completion, Enrolment
from courses.paths import has_refresher


def told(enrolment: Enrolment, on: date) -> str:
    """What there is to say of a cycle that is still to be done; nothing of a first one.

    Two queries at most.
    """
    if enrolment.cycle == 1 or hasattr(enrolment, "completion"):
        return ""
    own = enrolment.person_id, enrolment.programme_id, enrolment.cycle
    last = Completion.objects.earlier(*own).first()
    until = last.expires_on if last else None
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
