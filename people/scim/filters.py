"""SCIM filters as conditions on rows. What cannot be asked of the database is refused."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from scim2_models import InvalidFilterException
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

from people.scim.models import ScimMember
from people.scim.schema import ENTERPRISE
from people.scim.told import key

Op = CompareOperator
TEXTS = {Op.eq: "exact", Op.co: "contains", Op.sw: "startswith", Op.ew: "endswith"}
MOMENTS = {Op.eq: "exact", Op.gt: "gt", Op.ge: "gte", Op.lt: "lt", Op.le: "lte"}
NOTHING = Q(pk__in=[])
EVERYTHING = Q(pk__isnull=False)

Condition = Callable[[Op, Any], Q]


@dataclass(frozen=True)
class Asked:
    """An attribute that can be asked for: how it compares, and whether there is one."""

    compare: Condition
    present: Q


def text(column: str, form: Callable[[str], str] = str) -> Asked:
    """A text in a column, as it is or in another form."""

    def compare(op: Op, value: Any) -> Q:
        if not isinstance(value, str) or not _may_be_kept(value):
            return NOTHING
        if op == Op.ne:
            return ~Q(**{column: form(value)})
        if op not in TEXTS:
            raise InvalidFilterException(detail="This attribute is not ordered.")
        return Q(**{f"{column}__{TEXTS[op]}": form(value)})

    return Asked(compare, ~Q(**{column: ""}))


def _may_be_kept(value: str) -> bool:
    """Whether there could be such a text: no NUL, no half of a letter."""
    return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)


def ident(same: Callable[[UUID], Q], present: Q) -> Asked:
    """An id of ours; what is none matches nothing."""

    def compare(op: Op, value: Any) -> Q:
        if op not in {Op.eq, Op.ne}:
            raise InvalidFilterException(detail="Ids are equal or not.")
        try:
            found = same(UUID(str(value)))
        except ValueError:
            found = NOTHING
        return found if op == Op.eq else ~found

    return Asked(compare, present)


def _own_id(uuid: UUID) -> Q:
    return Q(uuid=uuid)


def _member(uuid: UUID) -> Q:
    return Q(pk__in=ScimMember.objects.filter(user__uuid=uuid).values("group"))


def moment(column: str) -> Asked:
    def compare(op: Op, value: Any) -> Q:
        try:
            when = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            when = when if when.tzinfo else when.replace(tzinfo=UTC)
            when = when.astimezone(UTC)
        except (TypeError, ValueError, OverflowError) as error:
            raise InvalidFilterException(detail="A time is compared to a time.") from error
        if op == Op.ne:
            return ~Q(**{column: when})
        if op not in MOMENTS:
            raise InvalidFilterException(detail="A time is compared to a time.")
        return Q(**{f"{column}__{MOMENTS[op]}": when})

    return Asked(compare, Q(**{f"{column}__isnull": False}))


def truth(condition: Q) -> Asked:
    def compare(op: Op, value: Any) -> Q:
        if op not in {Op.eq, Op.ne}:
            raise InvalidFilterException(detail="True is equal to true, or not.")
        wanted = value if isinstance(value, bool) else str(value).lower() == "true"
        return condition if wanted == (op == Op.eq) else ~condition

    return Asked(compare, EVERYTHING)


ABSENT = Asked(lambda op, value: NOTHING, NOTHING)


class Conditions(FilterVisitor[Q]):
    """Walks a filter with the attributes that may be asked for, by their paths in lower case.

    What only another kind of resource has (it is `known`) matches nothing.
    """

    def __init__(self, asked: Mapping[str, Asked], known: Set[str], prefix: str = "") -> None:
        self._asked = asked
        self._known = known
        self._prefix = prefix

    def visit_comparison(self, node: Comparison) -> Q:
        asked = self._find(node.attr_path)
        if node.value is None:
            if node.op not in {Op.eq, Op.ne}:
                raise InvalidFilterException(detail="Nothing is before or after null.")
            return ~asked.present if node.op == Op.eq else asked.present
        return asked.compare(node.op, node.value)

    def visit_present(self, node: Present) -> Q:
        return self._find(node.attr_path).present

    def visit_not(self, node: Not) -> Q:
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        found = [self.visit(term) for term in node.terms]
        whole = found[0]
        for one in found[1:]:
            whole = whole & one if node.op == LogicalOperator.and_ else whole | one
        return whole

    def visit_value_path(self, node: ValuePath) -> Q:
        prefix = f"{_path(node.attr_path)}."
        return Conditions(self._asked, self._known, prefix).visit(node.val_filter)

    def _find(self, attribute: AttrPath) -> Asked:
        path = self._prefix + _path(attribute)
        if path not in self._known:
            raise InvalidFilterException(detail="This attribute cannot be asked for.")
        return self._asked.get(path, ABSENT)


def _path(attribute: AttrPath) -> str:
    """The path in lower case, without what all know of: the core schemas."""
    uri = (attribute.uri or "").lower()
    sub = f".{attribute.sub_attr}" if attribute.sub_attr else ""
    prefix = f"{uri}:" if uri and ":core:2.0:" not in uri else ""
    return f"{prefix}{attribute.attr}{sub}".lower()


def of_users(is_active: Q) -> Mapping[str, Asked]:
    email = text("email_key", key)
    return {
        "id": ident(_own_id, EVERYTHING),
        "externalid": text("external_id"),
        "username": text("user_key", key),
        "displayname": text("display_key", key),
        "active": truth(is_active),
        "emails": email,
        "emails.value": email,
        "emails.type": text("email_type", str),
        "meta.lastmodified": moment("changed_at"),
        f"{ENTERPRISE.lower()}:employeenumber": text("employee_number"),
    }


MEMBERS = ident(_member, Q(pk__in=ScimMember.objects.values("group")))
OF_GROUPS: Mapping[str, Asked] = {
    "id": ident(_own_id, EVERYTHING),
    "externalid": text("external_id"),
    "displayname": text("display_key", key),
    "members": MEMBERS,
    "members.value": MEMBERS,
    "meta.lastmodified": moment("changed_at"),
}
