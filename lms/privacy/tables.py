"""All tables of this installation, and what erasing a person does to each.

An app adds its own to the `TABLES` of its `privacy.py`; those of libraries stand here. Whoever adds
a table or a field adds it there, and to the table of docs/data.md: the tests say so too.
"""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from taggit.models import Tag, TaggedItem
from wagtail import models as wagtail
from wagtail.admin.models import Admin, EditingSession, FormState
from wagtail.documents import models as documents
from wagtail.images import models as images
from wagtail.search import models as search
from wagtail.users.models import UserProfile
from wagtail_localize import models as localize
from wagtailmedia.models import Media

from assessments import privacy as assessments
from certificates import privacy as certificates
from content import privacy as content
from courses import privacy as courses
from lms.models import Outbox
from people.privacy import tables as people
from people.privacy.treatments import (
    ALL,
    CLEARED,
    CODE,
    CONTENT,
    Becomes,
    Stays,
    Table,
    Traces,
)

NOBODYS = {ALL: Stays("the library's own; nothing of people")}
WRITTEN = {ALL: CONTENT}


def _mails_to(traces: Traces) -> Q:
    """Waiting mails to a person, by any of her addresses: the task keeps it in its facts."""
    found = Q(pk__in=[])
    for address in traces.addresses:
        found |= Q(done_at=None, facts__to__iexact=address)
    return found


def _log_about(traces: Traces) -> Q:
    """Wagtail's log of what she did, and of what was done to her row."""
    about = Q(content_type__app_label="people", content_type__model="person")
    return Q(user=traces.person) | about & Q(object_id=str(traces.person.pk))


def _avatar(profile: UserProfile) -> list[str]:
    return [profile.avatar.name or ""]


def _upload(upload: wagtail.UploadedFile) -> list[str]:
    return [upload.file.name or ""]


OURS = [
    Table(
        Outbox,
        {
            "task": CODE,
            "facts": Stays("a mail to her is deleted with its row; else ids"),
            "problem": Stays("a kind of error and a place in the code"),
        },
        rows=_mails_to,
        is_deleted=True,
    ),
]

SIGNING_IN = [
    Table(EmailAddress, {"email": Stays("deleted with its row")}, person="user", is_deleted=True),
    Table(
        EmailConfirmation,
        {"key": Stays("deleted with its row")},
        person="email_address__user",
        is_deleted=True,
    ),
    Table(Authenticator, {"data": Stays("deleted with its row")}, person="user", is_deleted=True),
    Table(UserSession, {ALL: Stays("deleted with its row")}, person="user", is_deleted=True),
    # Ours are people.sign_on's; these stay empty.
    *(Table(model, NOBODYS) for model in (SocialApp, SocialAccount, SocialToken)),
    Table(Session, {ALL: Stays("ended: lms/privacy/actions.py")}),
    Table(Group, NOBODYS),
    Table(Group.permissions.through),
    Table(Permission, NOBODYS),
    Table(ContentType, NOBODYS),
]

CMS = [
    Table(wagtail.Page, WRITTEN),
    Table(wagtail.Revision, WRITTEN),
    Table(
        wagtail.Comment,
        {"text": CLEARED, "contentpath": CODE, "position": CODE},
        person="user",
    ),
    Table(wagtail.CommentReply, {"text": CLEARED}, person="user"),
    Table(
        wagtail.ModelLogEntry,
        {"label": CLEARED, "action": CODE, "data": Becomes(dict), "object_id": CODE},
        rows=_log_about,
    ),
    Table(
        wagtail.PageLogEntry,
        {"label": Stays("a page's title"), "action": CODE, "data": Becomes(dict)},
        person="user",
    ),
    Table(wagtail.TaskState, {"comment": CLEARED}, person="finished_by"),
    Table(
        wagtail.UploadedFile,
        {"file": Stays("deleted with its row")},
        person="uploaded_by_user",
        is_deleted=True,
        files=_upload,
    ),
    Table(wagtail.APIToken, {ALL: Stays("deleted with its row")}, person="user", is_deleted=True),
    Table(wagtail.PageSubscription, person="user", is_deleted=True),
    Table(EditingSession, {"object_id": CODE}, person="user", is_deleted=True),
    Table(FormState, {ALL: Stays("deleted with its row")}, person="user", is_deleted=True),
    Table(
        UserProfile,
        {ALL: Stays("deleted with its row")},
        person="user",
        is_deleted=True,
        files=_avatar,
    ),
    *[
        Table(model, WRITTEN)
        for model in (
            documents.Document,
            images.Image,
            images.Rendition,
            Media,
            search.IndexEntry,
            localize.OverridableSegment,
            localize.SegmentOverride,
            localize.String,
            localize.StringSegment,
            localize.StringTranslation,
            localize.Template,
            localize.TranslationContext,
            localize.TranslationSource,
            Tag,
        )
    ],
    *[
        Table(model, NOBODYS)
        for model in (
            Admin,
            localize.LocaleSynchronization,
            localize.RelatedObjectSegment,
            localize.TemplateSegment,
            localize.TranslatableObject,
            localize.Translation,
            localize.TranslationLog,
            TaggedItem,
            wagtail.Collection,
            wagtail.CollectionViewRestriction,
            wagtail.CollectionViewRestriction.groups.through,
            wagtail.GroupApprovalTask,
            wagtail.GroupApprovalTask.groups.through,
            wagtail.GroupCollectionPermission,
            wagtail.GroupPagePermission,
            wagtail.GroupSitePermission,
            wagtail.Locale,
            wagtail.PageViewRestriction,
            wagtail.PageViewRestriction.groups.through,
            wagtail.ReferenceIndex,
            wagtail.Site,
            wagtail.Task,
            wagtail.Workflow,
            wagtail.WorkflowContentType,
            wagtail.WorkflowPage,
            wagtail.WorkflowState,
            wagtail.WorkflowTask,
        )
    ],
]

TABLES: list[Table] = [
    *OURS,
    *SIGNING_IN,
    *CMS,
    *certificates.TABLES,
    *assessments.TABLES,
    *courses.TABLES,
    *content.TABLES,
    # Last: the tables above are found by what stands here.
    *people.TABLES,
]


def tables() -> dict[type, Table]:
    """The declared tables by their model."""
    return {table.model: table for table in TABLES}
