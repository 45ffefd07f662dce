"""Invented histories of two rows of one human, and what a database holds, as digests."""

import hashlib
import json
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models

from assessments import actions as assessments
from assessments.grading import Given
from courses import actions as courses
from courses.models import Enrolment, Programme, Study
from people import actions as people
from people.models import Membership, Organisation, Person, Power
from tests.assessments.conftest import RIGHT
from tests.factories import (
    EditionFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
)

# What a merge and its undoing leave behind by intent; sessions end and do not come back.
NOT_THE_RECORD = {
    "people.merge",
    "people.mergestep",
    "people.auditevent",
    "people.auditchain",
    "sessions.session",
    "usersessions.usersession",
}


def everything() -> dict[str, str]:
    """A digest of each table's rows, column by column."""
    found = really_everything()
    return {label: found[label] for label in found.keys() - NOT_THE_RECORD}


def really_everything() -> dict[str, str]:
    """The same with what comes and goes, sessions included."""
    return {
        model._meta.label_lower: _digest(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }


def _digest(model: type[models.Model]) -> str:
    columns = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*columns)
    told = json.dumps([list(row) for row in rows], default=repr, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


class World:
    """A company with a unit, three programmes that share modules, and two rows of Amina."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - no secret
        self.company = OrganisationFactory(name="Northwind")
        self.unit = OrganisationFactory(unit=True, parent=self.company)
        self.places = [self.company, self.unit]
        editions = [EditionFactory(), EditionFactory(), EditionFactory(without_quiz=True)]
        one, two, three = (edition.module for edition in editions)
        self.programmes = [
            ProgrammeFactory(modules=[one, two]),
            ProgrammeFactory(modules=[two, three]),
            ProgrammeFactory(modules=[three]),
        ]
        self.boss = self.works(PersonFactory(full_name="Boss"), self.company, "B")
        self.others = [PersonFactory(full_name=f"Other {number}") for number in range(3)]
        self.kept, self.younger = self.amina(), self.amina()
        people_of = [*self.others, self.kept, self.younger]
        for number, person in enumerate(people_of):
            self.live(person, f"{number}")

    def amina(self) -> Person:
        with_address = self.odds(0.6)
        facts: dict[str, Any] = {} if with_address else {"without_email": True}
        return PersonFactory(full_name="Amina Rahman", **facts)

    def odds(self, share: float) -> bool:
        return self.chance.random() < share

    def works(self, person: Person, place: Organisation, number: str) -> Person:
        people.join(
            person,
            place,
            workforce_type="employee",
            started_on=date(2024, 1, 8) + timedelta(days=self.chance.randint(0, 60)),
            roles=self.chance.sample(["manager", "procurement", "worker"], 2),
            employee_number=number,
            work_email="amina@example.com" if person.full_name.startswith("Amina") else "",
            reports_to=None if number == "B" else self.boss,
        )
        return person

    def live(self, person: Person, number: str) -> None:
        for place in self.chance.sample(self.places, self.chance.randint(1, 2)):
            self.works(person, place, number)
        if self.odds(0.4):
            post = person.memberships.first()
            people.record_leave(post, started_on=date(2026, 2, 1), ended_on=date(2026, 3, 20))
        if self.odds(0.4):
            power = self.chance.choice([Power.AUTHOR, Power.AUDITOR])
            people.grant(person, power, self.company, by=None)
        for other in self.others:
            if self.odds(0.2) and other != person:
                Membership.objects.filter(person=other, last_day=None).update(reports_to=person)
        for programme in self.chance.sample(self.programmes, self.chance.randint(1, 3)):
            self.learn(person, programme)

    def learn(self, person: Person, programme: Programme) -> None:
        for cycle in range(1, 2 + self.odds(0.3)):
            asked = courses.enrol(person, programme, cycle=cycle, due_on=date(2027, 1, 1))
            for requirement in asked.requirements.all():
                self.study(person, requirement.module)
            self.decide(asked)

    def study(self, person: Person, module: Any) -> None:
        how = self.chance.randint(0, 4)
        if how == 0:
            return
        study = courses.open_study(person, module)
        keys = [part["key"] for part in study.edition.document["lessons"]]
        for key in keys if how > 1 else keys[:1]:
            courses.finish_lesson(study, key, language="en")
        if how > 2 and study.edition.document["quiz"]:
            self.take(study, is_right=how == 4)

    def take(self, study: Study, *, is_right: bool) -> None:
        """An attempt, submitted if it is right, else missed or left open."""
        study.refresh_from_db()
        if study.quiz_passed_at or study.closed_at:
            return
        try:
            attempt = assessments.start(study.uuid, by=study.person, uuid=uuid4())
        except assessments.QuizNotOpen:  # missed a moment ago
            return
        given = [Given(key, answer, 0) for key, answer in RIGHT.items()]
        assessments.save_responses(
            attempt.uuid,
            given if is_right else given[1:],
            by=study.person,
            language="en",
        )
        if is_right or self.odds(0.6):
            assessments.submit(attempt.uuid, by=study.person)

    def decide(self, asked: Enrolment) -> None:
        asked.refresh_from_db()
        one, two, _ = self.others
        if asked.person in self.others or hasattr(asked, "completion"):
            return
        if self.odds(0.1):
            courses.withdraw(asked, by=one, reason="moved")
        elif self.odds(0.1):
            courses.exempt(asked, by=one, confirmed_by=two, reason="ill")
        elif self.odds(0.1):
            courses.waive(asked, by=one, confirmed_by=two, reason="paper")
