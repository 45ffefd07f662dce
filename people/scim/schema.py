"""What we keep of SCIM's users and groups, and what we offer: no more than the record needs.

Whatever else an identity system sends (phones, photos, titles, further addresses) is not kept.
"""

from typing import Annotated, Any, ClassVar

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Mutability,
    Pagination,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

from people.scim import limits

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

ReadOnly = Mutability.read_only
Immutable = Mutability.immutable


def _ref() -> Any:
    return Field(None, serialization_alias="$ref", validation_alias="$ref")


class Name(ComplexAttribute):
    """Names are kept whole: we do not put parts together, since their order differs."""

    formatted: str | None = None


class Email(ComplexAttribute):
    value: str | None = None
    type: str | None = Field(None, examples=["work", "home", "other"])
    primary: bool | None = None


class GroupMembership(ComplexAttribute):
    value: Annotated[str | None, ReadOnly, CaseExact.true] = None
    ref: Annotated[Reference["Group"] | None, ReadOnly] = _ref()
    display: Annotated[str | None, ReadOnly] = None


class Manager(ComplexAttribute):
    """The id is enough; of two that differ, the id counts and not the address."""

    value: Annotated[str | None, CaseExact.true] = None
    ref: Reference["User"] | None = _ref()  # type: ignore[type-arg]


class User(Resource[AnyExtension]):
    """A person at the organisation whose token is shown."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: Name | None = None
    display_name: Annotated[str | None, Required.true] = None
    user_type: str | None = Field(None, examples=["Employee", "Contractor"])
    preferred_language: str | None = Field(None, examples=["en", "es", "ar"])
    timezone: str | None = Field(None, examples=["Europe/London", "Asia/Dhaka"])
    # Said each time: nobody comes or goes because something was left out.
    active: Annotated[bool | None, Required.true] = None
    emails: list[Email] | None = None
    groups: Annotated[list[GroupMembership] | None, ReadOnly] = None

    Name: ClassVar[type[ComplexAttribute]] = Name
    Emails: ClassVar[type[ComplexAttribute]] = Email
    Groups: ClassVar[type[ComplexAttribute]] = GroupMembership


class EnterpriseUser(Extension):
    __schema__ = URN(ENTERPRISE)

    employee_number: Annotated[str | None, CaseExact.true] = None
    manager: Manager | None = None


class GroupMember(ComplexAttribute):
    value: Annotated[str | None, Immutable, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Immutable] = _ref()  # type: ignore[type-arg]
    type: Annotated[str | None, Immutable] = Field(None, examples=["User"])


class Group(Resource[Any]):
    """A group of people; groups within groups are not kept."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    members: list[GroupMember] | None = None

    Members: ClassVar[type[ComplexAttribute]] = GroupMember


WholeUser = User[EnterpriseUser]

# What directories send beyond what we keep, or in ways of their own, is not held against them.
LENIENT = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)

CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=limits.A_PAGE),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=False),
    etag=ETag(supported=True),
    pagination=Pagination(
        cursor=False, index=True, default_page_size=limits.A_PAGE, max_page_size=limits.A_PAGE
    ),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Bearer token",
            description="A token of the organisation, made on the page of connections.",
            primary=True,
        )
    ],
)

PROVIDER = ScimProvider(
    models=[User, EnterpriseUser, Group],
    resource_types=[ResourceType.from_resource(WholeUser), ResourceType.from_resource(Group)],
    config=CONFIG,
    policy=LENIENT,
)
