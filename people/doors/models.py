"""What is kept of the ways in without e-mail. Ended, never deleted; secrets as hashes only."""

import uuid
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JoinLinkQuerySet(models.QuerySet["JoinLink"]):
    def counted(self) -> Self:
        """Each with `used`: how many people have joined by it."""
        return self.annotate(used=Count("joinings"))

    def open(self, on: date) -> Self:
        """Those by which somebody can still join, at a site that stands.

        Whether it may have people: people.doors.access.open_links.
        """
        return self.counted().filter(
            Q(organisation__ended_on=None) | Q(organisation__ended_on__gte=on),
            ended_at=None,
            expires_on__gte=on,
            used__lt=F("most"),
        )


class JoinLink(models.Model):
    """What hangs on a wall: whoever has its code joins a site, until a day, up to so many."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # On a poster for everybody to see, so it is kept as it is.
    code = models.CharField(_("code"), max_length=12, unique=True)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="join_links"
    )
    languages = models.JSONField(_("languages"), default=list)
    roles = models.JSONField(_("audience roles"), default=list)
    most = models.PositiveIntegerField(_("at most so many people"))
    expires_on = models.DateField(_("last day"))
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    ended_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = JoinLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(most__gte=1), name="somebody_may_join_by_a_link"),
        ]

    def __str__(self) -> str:
        return f"join link to {self.organisation}"


class Joining(models.Model):
    """That a membership came about by a link. The browser's own id makes sending twice once."""

    uuid = models.UUIDField(unique=True)
    link = models.ForeignKey(JoinLink, on_delete=models.PROTECT, related_name="joinings")
    membership = models.OneToOneField(
        "people.Membership", on_delete=models.PROTECT, related_name="joining"
    )
    # What the person says. It is nobody's proof, so it is no membership's employee number.
    said_number = models.CharField(_("employee number"), max_length=60, blank=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    # The site's administrator says that this is none of her people.
    refused_at = models.DateTimeField(_("ended as a mistake at"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.membership}, by link"


class Door(models.Model):
    """How somebody without a password comes in: a number of her own, and pictures she knows."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="door")
    number = models.CharField(_("number"), max_length=12, unique=True)
    # Hashes by Django's password hasher; empty while there is none.
    pictures = models.CharField(max_length=200, blank=True)
    pictures_set_at = models.DateTimeField(_("pictures chosen at"), null=True, blank=True)
    one_time_code = models.CharField(max_length=200, blank=True)
    code_expires_at = models.DateTimeField(_("code good until"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    # Closed while the membership it came with is refused, and for whoever holds a power.
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pictures="") | Q(pictures_set_at__isnull=False),
                name="pictures_have_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(one_time_code="") | Q(code_expires_at__isnull=False),
                name="a_one_time_code_runs_out",
            ),
        ]

    def __str__(self) -> str:
        return f"number of {self.person}"


class Card(models.Model):
    """A printed card: whoever holds it comes in. Of its secret only the SHA-256 is kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="cards")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_open_card_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"card of {self.person}"


class SharedDeviceQuerySet(models.QuerySet["SharedDevice"]):
    def open(self, at: datetime) -> Self:
        return self.filter(ended_at=None, expires_at__gt=at)


class SharedDevice(models.Model):
    """A browser that a group uses, one after the other, until the end of the day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="shared_devices"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    opened_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    expires_at = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = SharedDeviceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"shared device of {self.organisation}"


class SiteDoors(models.Model):
    """What a site allows: names on shared devices, names on printed cards. Neither, unless said."""

    organisation = models.OneToOneField(
        "people.Organisation", on_delete=models.PROTECT, related_name="doors"
    )
    lists_names = models.BooleanField(_("shared devices list names"), default=False)
    names_cards = models.BooleanField(_("cards bear names"), default=False)

    def __str__(self) -> str:
        return f"doors of {self.organisation}"
