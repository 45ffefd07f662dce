"""Tokens of identity systems: what one looks like, and whom one lets in."""

import re
import secrets
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from django.db.models import QuerySet

from people import access
from people.calendar import reporting_day
from people.models import Organisation, Person, WorkforceType
from people.scim.models import ScimToken

# So that whoever finds one, in a file or by a scanner, knows what it opens.
BEGINS = "daylight-scim-"
SECRET_BYTES = 32
BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]{1,200})", re.IGNORECASE)


@dataclass(frozen=True)
class Connection:
    """An identity system that has shown a token: for whom it speaks, and how far it reaches."""

    token: ScimToken
    today: date

    @property
    def organisation(self) -> Organisation:
        return self.token.organisation

    @property
    def by(self) -> Person:
        """Whoever gave the token answers for what is done with it."""
        return self.token.given_by

    @cached_property
    def scope(self) -> QuerySet[Organisation]:
        """Where its people may work. What is outside is as if it did not exist."""
        return access.workplaces(self.organisation)

    @property
    def is_suppliers(self) -> bool:
        branch = self.organisation.branch
        return branch is not None and branch.kind == Organisation.Kind.SUPPLIER

    @property
    def usual_type(self) -> str:
        suppliers = WorkforceType.SUPPLIER_STAFF
        return suppliers if self.is_suppliers else WorkforceType.EMPLOYEE


def new_secret() -> str:
    """A token that nobody can guess: 256 random bits."""
    return BEGINS + secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    """What is kept of a token. It is random, so a plain hash tells nothing and is found at once."""
    return sha256(secret.encode()).hexdigest()


def connection_of(authorization: str) -> Connection | None:
    """Whom a header `Authorization` lets in; None without a token that counts at this moment.

    It stops counting when it is revoked or expires, when its organisation has ended, and when
    whoever gave it may not bring people in there any more.
    """
    shown = BEARER.fullmatch(authorization.strip())
    if not shown:
        return None
    tokens = ScimToken.objects.valid().select_related("organisation__branch", "given_by")
    token = tokens.filter(digest=digest(shown[1])).first()
    return Connection(token, reporting_day()) if token and may_be_given(token) else None


def may_be_given(token: ScimToken) -> bool:
    """Whether whoever gave it could give it today."""
    return givable(token.given_by).filter(pk=token.organisation_id).exists()


def givable(person: Person) -> QuerySet[Organisation]:
    """The organisations that a person may give tokens for: where she may bring people in."""
    current = Organisation.objects.active(reporting_day())
    return access.importable(person).filter(pk__in=current.values("pk"))


def tokens_of(person: Person) -> QuerySet[ScimToken]:
    """The tokens that a person sees and may revoke: of where she may bring people in."""
    return ScimToken.objects.filter(organisation__in=access.importable(person))
