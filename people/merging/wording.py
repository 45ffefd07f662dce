"""What the pages of duplicates say: why two may be one, what a merge does, what is in the way."""

from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from people.merging.closing import closing_memberships
from people.merging.faults import Reason as Obstacle
from people.merging.likeness import Reason
from people.merging.models import LikelyDuplicate
from people.models import Membership, Person

SHARED: dict[str, Promise] = {
    Reason.NUMBER: gettext_lazy("the same employee number"),
    Reason.EMAIL: gettext_lazy("the same e-mail at work"),
    Reason.START: gettext_lazy("the same first day at the same place"),
}

OBSTACLES: dict[str, Promise] = {
    Obstacle.SAME_ROW: gettext_lazy("This is one and the same row."),
    Obstacle.MERGED_ALREADY: gettext_lazy("One of them has been merged in the meantime."),
    Obstacle.OUT_OF_REACH: gettext_lazy("They are not both your people any more."),
    Obstacle.TWO_EMPLOYERS: gettext_lazy("They have different employers, and are never merged."),
    Obstacle.POWER: gettext_lazy(
        "One of them holds a power that you cannot give. Ask somebody who can give it, or have it "
        "ended first."
    ),
    Obstacle.ANSWERS_FOR: gettext_lazy(
        "One of them is or was the manager of the other, or gave the other a power. So they are "
        "two people, or the record of that has to be put right first."
    ),
    Obstacle.ERASED: gettext_lazy("One of them was erased, and is nobody any more."),
    Obstacle.CONFLICT: gettext_lazy(
        "What is recorded of the two cannot be of one person: for example, one of them decided "
        "about the other."
    ),
    Obstacle.MERGED_SINCE: gettext_lazy(
        "The kept person was merged into another one later. Undo that merge first."
    ),
    Obstacle.CHANGED_SINCE: gettext_lazy(
        "Something that was moved has changed since, so it cannot be put back."
    ),
    Obstacle.LEARNT_SINCE: gettext_lazy(
        "Something was learnt since that builds on both records, and cannot be given to one of "
        "them."
    ),
}


def shared(pair: LikelyDuplicate) -> str:
    """What two people share, besides a like name."""
    return pgettext("between things of a list", ", ").join(
        [str(SHARED[one]) for one in pair.reasons]
    )


def obstacle(reason: str) -> str:
    return str(OBSTACLES[reason])


def facts(person: Person) -> dict[str, Any]:
    """What is shown of a person beside another: who, and where they work; nothing of learning."""
    posts = list(person.memberships.all())
    return {
        "person": person,
        "posts": [{"post": post, "days": _days(post)} for post in posts],
        "sign_in": _signs_in(person, posts),
    }


def _days(post: Membership) -> str:
    first = date_format(post.started_on, "DATE_FORMAT")
    if post.last_day is None:
        return _("since %(first)s") % {"first": first}
    last = date_format(post.last_day, "DATE_FORMAT")
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _signs_in(person: Person, posts: list[Membership]) -> str:
    """How a person signs in. Her own address is told only if her employer gave it."""
    if not person.email:
        return _("no address for signing in")
    given = {post.work_email.casefold() for post in posts}
    return person.email if person.email.casefold() in given else _("an address of their own")


def consequences(kept: Person, younger: Person) -> list[str]:
    """What a merge of these two does, in sentences."""
    told = [
        _(
            "Everything becomes one person's: places of work, audience roles, days away, powers, "
            "learning and certificates. All certificates stay valid."
        ),
        _("Who reports to either of them reports to the one."),
    ]
    for post in closing_memberships(kept.pk, younger.pk):
        told.append(
            _(
                "At %(place)s both have a place. The one since %(day)s ends today, the later one "
                "goes on."
            )
            % {"place": post.organisation.name, "day": date_format(post.started_on, "DATE_FORMAT")}
        )
    return [*told, _sign_in_after(kept, younger)]


def _sign_in_after(kept: Person, younger: Person) -> str:
    if not younger.email:
        return _("Signing in stays as it is for the record that is kept.")
    if kept.email:
        return _(
            "Signing in works as for the record that is kept. The address, password and second "
            "factor of the other one open nothing any more."
        )
    return _(
        "The address of the newer record becomes that of the one that is kept. The person chooses "
        "a new password with the link in a mail, and sets a second factor up anew if one is asked "
        "for."
    )
