"""Where an organisation's people sign in, and who is who there."""

import secrets
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_SUBJECT = 255
# Letters that are told apart on paper, too; 32 of them are 5 bits each.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
DOOR_LENGTH = 24


def new_door() -> str:
    """The end of an organisation's own sign-in address: nobody guesses it."""
    return "".join(secrets.choice(LETTERS) for _ in range(DOOR_LENGTH))


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    def turned_on(self) -> Self:
        return self.filter(is_on=True)


class IdentityProvider(models.Model):
    """Who says, for one organisation and those below it, who somebody is. Never deleted.

    Its kind and its organisation stay what they are; so does its issuer, once somebody is known by
    it: a subject means somebody only together with who says it.
    """

    class Kind(models.TextChoices):
        OIDC = "oidc", _("OpenID Connect")
        SAML = "saml", _("SAML 2.0")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="identity_providers"
    )
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    # What its people call it, on the button that leads there.
    name = models.CharField(_("name"), max_length=80)
    door = models.CharField(max_length=32, unique=True, default=new_door, editable=False)
    # OpenID Connect: the issuer. SAML: the entity ID.
    issuer = models.CharField(_("issuer"), max_length=500, blank=True)
    # OpenID Connect: what we are called there, and our secret (encrypted by lms.accounts.secrets).
    client_id = models.CharField(_("client ID"), max_length=255, blank=True)
    secret = models.TextField(_("secret"), blank=True)
    # SAML: where people are sent, and the certificates that sign what comes back.
    address = models.CharField(_("address"), max_length=500, blank=True)
    certificates = models.JSONField(_("certificates"), default=list, blank=True)
    # The claim or attribute that carries the employee number; none: nobody is found by it.
    number_claim = models.CharField(_("employee number"), max_length=200, blank=True)
    # Since when the settings, as they are, have led somebody there and back; none: not yet.
    passed_at = models.DateTimeField(_("tested at"), null=True, blank=True)
    is_on = models.BooleanField(_("on"), default=False)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("set up at"), default=timezone.now)
    changed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(passed_at__isnull=False),
                name="only_a_tested_provider_is_on",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_filled_in(self) -> bool:
        """Whether there is enough to try it."""
        return bool(self.issuer and (self.client_id or self.certificates))


class IdentityQuerySet(models.QuerySet["Identity"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class Identity(models.Model):
    """A person as a provider knows her: (provider, subject). Ended, never deleted or moved."""

    class Way(models.TextChoices):
        SIGNED_IN = "signed-in", _("connected while signed in")
        NUMBER = "number", _("found by the employee number")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(
        IdentityProvider, on_delete=models.PROTECT, related_name="identities"
    )
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="identities")
    way = models.CharField(_("how"), max_length=10, choices=Way)
    linked_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "identities"
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "subject"],
                condition=Q(ended_at=None),
                name="one_person_a_subject",
            ),
            models.UniqueConstraint(
                fields=["provider", "person"],
                condition=Q(ended_at=None),
                name="one_subject_a_person",
            ),
            models.CheckConstraint(condition=~Q(subject=""), name="an_identity_has_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.provider}"
