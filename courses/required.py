"""The modules that enrolments ask for, as they are asked of the database."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from courses.models import Requirement  # noqa: F401 - named in a string below
    from people.models import Person


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def of(self, person: "Person") -> Self:
        """What a person was ever asked to do, but for what was taken back."""
        return self.filter(enrolment__person=person, enrolment__withdrawn_at=None)

    def standing(self) -> Self:
        """What its enrolment asks for, or was completed by: not what was dropped from it."""
        return self.filter(dropped_at=None)

    def open(self) -> Self:
        """Still asked for."""
        return self.standing().filter(
            enrolment__withdrawn_at=None, enrolment__exempted_at=None, enrolment__completion=None
        )
