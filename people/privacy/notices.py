"""The notice that everybody meets before first use.

Its words: lms/templates/privacy/notice_read.html.

Counted up when what is kept, or who sees it, changes: then it is shown once more.
"""

from django.conf import settings

from people.models import Person

VERSION = "1"


def is_missing(person: Person) -> bool:
    """Whether somebody has not read the present notice. It comes with her row: no query."""
    return settings.NOTICE_REQUIRED and person.notice_version != VERSION
