"""The audit log's rows. Events are never changed and never removed: the database refuses."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from people.audit.chain import START, Event

# The chain of what belongs to no company.
INSTALLATION = UUID(int=0)


class AuditChain(models.Model):
    """The newest end of one company's events. Locked, last of all, while events are added."""

    uuid = models.UUIDField(unique=True)
    company = models.OneToOneField(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    number = models.PositiveBigIntegerField(default=START.number)
    digest = models.CharField(max_length=64, default=START.digest)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(company=None, uuid=INSTALLATION)
                | (Q(company__isnull=False) & ~Q(uuid=INSTALLATION)),
                name="only_the_installations_chain_has_no_company",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def told(self) -> Self:
        """With what a telling of each needs."""
        return self.select_related("chain")


class AuditEvent(models.Model):
    """One act: who, when, what, about what. Ids and codes only, so erasing leaves it standing."""

    chain = models.ForeignKey(
        AuditChain, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    # Uuids and no foreign keys: the log points at the record, and never holds it up.
    actor = models.UUIDField(null=True)
    acting_as = models.CharField(max_length=30, blank=True)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=30, blank=True)
    about = models.UUIDField(null=True)
    facts = models.JSONField()
    request = models.CharField(max_length=40, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_event_a_number"),
        ]
        # The screen reads a chain backwards, as a whole or narrowed by one of these.
        indexes = [
            models.Index(fields=["chain", "verb", "number"], name="audit_by_verb"),
            models.Index(fields=["chain", "kind", "number"], name="audit_by_kind"),
            models.Index(fields=["chain", "actor", "number"], name="audit_by_actor"),
            models.Index(fields=["chain", "at", "number"], name="audit_by_moment"),
            # A person reads what was recorded about her.
            models.Index(fields=["chain", "about", "number"], name="audit_by_about"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.number}"

    @property
    def telling(self) -> Event:
        """The event as it is sealed and exported."""
        return Event(
            chain=str(self.chain.uuid),
            number=self.number,
            at=self.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            actor=str(self.actor or ""),
            acting_as=self.acting_as,
            verb=self.verb,
            kind=self.kind,
            about=str(self.about or ""),
            facts=self.facts,
            request=self.request,
            previous=self.previous,
        )
