"""What the pages of connections say: tokens and groups, a page at a time."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Person
from people.scim.forms import LONGEST
from people.scim.models import ScimGroup, ScimToken, ScimUser
from people.scim.tokens import givable

A_PAGE = 50
# So long before its end a token is to be looked after.
SOON = LONGEST / 12


@dataclass(frozen=True)
class TokenLine:
    """A token as it is listed: its state in words and kind, and how many people are kept."""

    token: ScimToken
    kind: str
    state: str
    keeps: int
    is_open: bool


def token_lines(tokens: list[ScimToken]) -> list[TokenLine]:
    places = {token.organisation_id for token in tokens}
    rows = ScimUser.objects.standing().filter(organisation__in=places, is_active=True)
    kept = dict(rows.values_list("organisation").annotate(count=Count("pk")).order_by())
    valid = {giver.pk: _given_by(giver, places) for giver in {token.given_by for token in tokens}}
    return [
        _line(token, kept.get(token.organisation_id, 0), valid[token.given_by_id])
        for token in tokens
    ]


def _given_by(giver: Person, places: set[int]) -> set[int]:
    return set(givable(giver).filter(pk__in=places).values_list("pk", flat=True))


def _line(token: ScimToken, keeps: int, valid: set[int]) -> TokenLine:
    now = timezone.now()
    if token.revoked_at:
        return TokenLine(token, "plain", _("revoked"), keeps, is_open=False)
    if token.expires_at <= now:
        return TokenLine(token, "plain", _("expired"), keeps, is_open=False)
    if token.organisation_id not in valid:
        return TokenLine(token, "danger", _("stopped: its giver lost the right"), keeps, True)
    if token.expires_at <= now + SOON:
        return TokenLine(token, "attention", _("ends soon"), keeps, is_open=True)
    if token.last_used_at is None:
        return TokenLine(token, "plain", _("not used yet"), keeps, is_open=True)
    return TokenLine(token, "done", _("in use"), keeps, is_open=True)


def newest(tokens: QuerySet[ScimToken], before: UUID | None) -> tuple[list[ScimToken], UUID | None]:
    """Fifty tokens, newest first, older than the one of that id; and the last if more follow."""
    anchor = tokens.filter(uuid=before).first() if before else None
    if anchor:
        tokens = tokens.filter(pk__lt=anchor.pk)
    rows = tokens.select_related("organisation", "given_by").order_by("-pk")
    found = list(rows[: A_PAGE + 1])
    return found[:A_PAGE], found[A_PAGE - 1].uuid if len(found) > A_PAGE else None


def by_name(groups: QuerySet[ScimGroup], after: UUID | None) -> tuple[list[Any], UUID | None]:
    """Fifty groups with `size`, by name, behind the one of that id; and the last if more follow."""
    anchor = groups.filter(uuid=after).first() if after else None
    if anchor:
        name = anchor.display_key
        groups = groups.filter(Q(display_key__gt=name) | Q(display_key=name, pk__gt=anchor.pk))
    rows = groups.select_related("organisation").annotate(size=Count("members"))
    found = list(rows.order_by("display_key", "pk")[: A_PAGE + 1])
    return found[:A_PAGE], found[A_PAGE - 1].uuid if len(found) > A_PAGE else None
