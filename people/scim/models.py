"""What an identity system keeps here by SCIM: its users and groups, and the tokens it comes with.

A row of `ScimUser` is what was told of somebody; the person and her memberships are the record.
"""

import uuid
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.calendar import reporting_day


class ScimTokenQuerySet(models.QuerySet["ScimToken"]):
    def valid(self) -> Self:
        """Neither revoked nor expired. Whether its giver may still give it, tokens.py asks."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class ScimToken(models.Model):
    """What an identity system shows to come in. The token itself is nowhere: only its digest."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    label = models.CharField(_("name"), max_length=100)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    given_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ScimTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="token_expires_after_it_is_made"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False),
                name="token_is_revoked_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def last_day(self) -> date:
        """The last civil day on which it counts to the end."""
        return reporting_day(self.expires_at - timedelta(seconds=1))


class ScimUserQuerySet(models.QuerySet["ScimUser"]):
    def standing(self) -> Self:
        """What the identity system has not deleted."""
        return self.filter(removed_at=None)


class ScimUser(models.Model):
    """Somebody as one organisation's identity system tells of her; `person` is who she is here.

    Deleting closes the row: its id is never given to somebody else.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    # Nobody yet for a user who was never active.
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # As told. The keys are for comparing: lower case, one form of each letter.
    user_name = models.CharField(max_length=200)
    user_key = models.CharField(max_length=600)
    external_id = models.CharField(max_length=200, blank=True)
    employee_number = models.CharField(max_length=60, blank=True)
    display_name = models.CharField(max_length=400)
    display_key = models.CharField(max_length=1200)
    formatted = models.CharField(max_length=400, blank=True)
    user_type = models.CharField(max_length=60, blank=True)
    preferred_language = models.CharField(max_length=60, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=254, blank=True)
    email_key = models.CharField(max_length=762, blank=True)
    email_type = models.CharField(max_length=60, blank=True)
    email_is_primary = models.BooleanField(null=True)
    manager = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ScimUserQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user_key"],
                condition=Q(removed_at=None),
                name="one_scim_user_a_user_name",
            ),
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(removed_at=None),
                name="one_scim_user_a_person",
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(person__isnull=False),
                name="who_is_active_is_a_person",
            ),
            models.CheckConstraint(
                condition=Q(manager=None) | ~Q(manager=F("id")), name="nobody_manages_oneself"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(is_active=False),
                name="who_is_removed_is_not_active",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "external_id"], name="scim_user_by_external_id"),
            models.Index(fields=["organisation", "email_key"], name="scim_user_by_email"),
            models.Index(fields=["organisation", "employee_number"], name="scim_user_by_number"),
        ]

    def __str__(self) -> str:
        return self.user_name


class ScimGroupQuerySet(models.QuerySet["ScimGroup"]):
    def standing(self) -> Self:
        """What the identity system has not deleted."""
        return self.filter(removed_at=None)


class ScimGroup(models.Model):
    """A group of an organisation's identity system. It may stand for an audience role; no power."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    display_name = models.CharField(_("group"), max_length=200)
    display_key = models.CharField(max_length=600)
    external_id = models.CharField(max_length=200, blank=True)
    # A value of people.models.AudienceRole: what members do at work; nothing if not mapped.
    role = models.CharField(_("audience role"), max_length=12, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ScimGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "display_key"],
                condition=Q(removed_at=None),
                name="one_scim_group_a_name",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["", "manager", "procurement", "supervisor", "worker"]),
                name="scim_group_maps_to_a_role",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name


class ScimMember(models.Model):
    """Who is in a group now. What members did when is in the record: RoleHeld."""

    group = models.ForeignKey(ScimGroup, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(ScimUser, on_delete=models.PROTECT, related_name="places")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="one_place_in_a_scim_group"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"
