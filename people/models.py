"""Who learns: people, the organisations they work for, what they do there, what they may see."""

import uuid
from datetime import date
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import people.agreements.models
import people.audit.models  # noqa: F401 - Django looks for all of an app's models here
from people.cards import models as cards  # noqa: F401 - Django looks for models here
from people.doors import models as doors  # noqa: F401 - Django looks for models here
from people.hours import models as hours  # noqa: F401 - Django looks for models here
from people.imports import models as imports  # noqa: F401 - Django looks for models here
from people.merging import models as merging  # noqa: F401 - Django looks for models here
from people.names import NameNotPrintable, clean_name
from people.privacy import models as privacy  # noqa: F401 - Django looks for models here
from people.quiet import models as quiet  # noqa: F401 - Django looks for models here
from people.scim import models as scim  # noqa: F401 - and here
from people.sign_on import models as sign_on  # noqa: F401 - Django looks for models here


class AudienceRole(models.TextChoices):
    """What a person does at work. Never a right: rights are grants."""

    MANAGER = "manager", _("manager")
    PROCUREMENT = "procurement", _("procurement")
    SUPERVISOR = "supervisor", _("supervisor")
    WORKER = "worker", _("worker")


class WorkforceType(models.TextChoices):
    EMPLOYEE = "employee", _("employee")
    NON_EMPLOYEE = "non_employee", _("agency or self-employed")
    SUPPLIER_STAFF = "supplier_staff", _("supplier staff")


OWN_WORKFORCE = [WorkforceType.EMPLOYEE, WorkforceType.NON_EMPLOYEE]


class Power(models.TextChoices):
    """What a person may do for an organisation and all below it."""

    CSO = "cso", _("sustainability lead")
    SUPPLIER_ADMINISTRATOR = "supplier_administrator", _("supplier administrator")
    PEOPLE_ADMINISTRATOR = "hr", _("people administrator")
    AUTHOR = "author", _("author")
    AUDITOR = "auditor", _("auditor")


def validate_name(value: str) -> None:
    try:
        clean_name(value)
    except NameNotPrintable as error:
        raise ValidationError(
            _("This name holds a character that cannot be printed (%(character)s)."),
            params={"character": str(error)},
        ) from error


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def under(self, organisation: "Organisation") -> Self:
        """The organisation itself and everything below it."""
        return self.filter(path__startswith=organisation.path)

    def active(self, on: date) -> Self:
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=on), started_on__lte=on)


class Organisation(models.Model):
    """A node of the tree: company > units, suppliers > sites. Ended, never deleted."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        UNIT = "unit", _("business unit")
        SUPPLIER = "supplier", _("supplier")
        SITE = "site", _("site")

    class RiskBand(models.TextChoices):
        LOW = "low", _("low")
        MEDIUM = "medium", _("medium")
        HIGH = "high", _("high")

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        RESTRICTED = "restricted", _("restricted")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # What people call it in files and other systems: unique, and never used for a second one.
    code = models.CharField(_("code"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    # The ids from the root to this row, each followed by a full stop: "1.4.9.".
    path = models.CharField(max_length=200, unique=True, editable=False)
    # The unit or supplier directly below the company that this row belongs to; figures group by it.
    branch = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    country = models.CharField(_("country"), max_length=2)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    tier = models.PositiveSmallIntegerField(_("tier"), null=True, blank=True)
    risk_band = models.CharField(_("risk band"), max_length=6, choices=RiskBand, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True, editable=False)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("last day"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="one_organisation_a_code"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="organisation_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(parent=None, kind="company")
                | (Q(parent__isnull=False) & ~Q(kind="company")),
                name="only_a_company_has_no_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def standing(self) -> Self:
        """One row a human: without those that were merged into another."""
        return self.filter(merged_into=None)


class PersonManager(BaseUserManager["Person"]):
    """What Django's authentication asks of a user model's manager."""

    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def standing(self) -> PersonQuerySet:
        return self.get_queryset().standing()

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(uuid=username)  # type: ignore[misc]


class Person(AbstractBaseUser, PermissionsMixin):
    """One human, one row. E-mail is optional; the name is kept as the person writes it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    full_name = models.CharField(_("full name"), max_length=400, validators=[validate_name])
    latin_name = models.CharField(
        _("name in Latin letters"), max_length=400, blank=True, validators=[validate_name]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_test = models.BooleanField(_("test account"), default=False)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    # Whose second row this was; it stays, so that its id can be explained and the merge undone.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    # Which notice of what is kept the person has read, and on which day; see people/privacy.
    notice_version = models.CharField(_("notice read"), max_length=20, blank=True)
    notice_read_on = models.DateField(_("notice read on"), null=True, blank=True)
    # From then on the row is nobody's: what identified is gone, and what was counted stays counted.
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    USERNAME_FIELD = "uuid"
    EMAIL_FIELD = "email"

    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="one_person_an_address"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(merged_into__lt=F("pk"), is_active=False),
                name="who_is_merged_goes_into_an_older_and_does_not_sign_in",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(full_name="", latin_name="", email="", is_active=False),
                name="an_erased_person_is_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def first_name(self) -> str:
        """What the CMS calls a person beside the menu."""
        return self.full_name

    def get_username(self) -> str:
        return str(self.uuid)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, on: date) -> Self:
        """Start and last day both count as active."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=on), started_on__lte=on)

    def own_workforce(self) -> Self:
        return self.filter(workforce_type__in=OWN_WORKFORCE)


class Membership(models.Model):
    """A person at an organisation, from a day to a last day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    employee_number = models.CharField(_("employee number"), max_length=60, blank=True)
    # What the employer says; the person's own address, for signing in, is Person.email.
    work_email = models.EmailField(_("e-mail at work"), blank=True)
    workforce_type = models.CharField(_("workforce type"), max_length=20, choices=WorkforceType)
    reports_to = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    is_decision_maker = models.BooleanField(_("decision maker"), default=False)
    started_on = models.DateField(_("start"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "employee_number"],
                condition=~Q(employee_number="") & Q(last_day=None),
                name="one_open_membership_an_employee_number",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(last_day=None),
                name="one_open_membership_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("started_on")),
                name="membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(reports_to=None) | ~Q(reports_to=F("person")),
                name="nobody_reports_to_oneself",
            ),
        ]
        indexes = [
            models.Index(
                fields=["employee_number"],
                condition=~Q(employee_number=""),
                name="membership_by_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.organisation}"


class RoleHeldQuerySet(models.QuerySet["RoleHeld"]):
    def active(self, on: date) -> Self:
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=on), started_on__lte=on)


class RoleHeld(models.Model):
    """An audience role of a membership, dated: what a person did then stays answerable."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(_("audience role"), max_length=12, choices=AudienceRole)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = RoleHeldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "role"],
                condition=Q(ended_on=None),
                name="one_open_holding_a_role",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="role_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class Leave(models.Model):
    """Days away. Dates only: never a reason."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="leaves")
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("started_on")), name="leave_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_on} to {self.ended_on}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def run_out(self, on: date) -> Self:
        """Open, and their last day is over."""
        return self.open().filter(until__lt=on)

    def in_force(self, on: date) -> Self:
        """Open on a day, and its holder still works here, or never did (an adviser)."""
        memberships = Membership.objects.filter(person=OuterRef("person"))
        stays = Q(Exists(memberships.active(on))) | ~Q(Exists(memberships))
        lasts = Q(until=None) | Q(until__gte=on)
        return self.open().filter(stays, lasts, person__is_active=True)


class Grant(models.Model):
    """A power over an organisation and all below it. Ended, never deleted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    power = models.CharField(_("power"), max_length=30, choices=Power)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants")
    granted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)
    # The last day on which it counts, if it was given for a while.
    until = models.DateField(_("last day"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "power", "organisation"],
                condition=Q(ended_at=None),
                name="one_open_grant_of_a_power",
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("person")),
                name="nobody_gives_herself_a_power",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_power_display()} of {self.organisation}"


class Undertaking(models.Model):
    """That a person with power has accepted what records of learning are never used for."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="undertakings")
    # Of the text: see people/undertakings.py.
    version = models.PositiveSmallIntegerField(_("version"))
    accepted_at = models.DateTimeField(_("accepted at"), default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="one_undertaking_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.version}"
