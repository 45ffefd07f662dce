"""Turns stories into rows of the record: enrolments, studies, attempts, completions, certificates.

Kept here as the actions keep them: a completion only where every study is completed (rule R6), one
of each (R5), a new cycle with new studies (R7), an expiry by courses/dates.py (R11).
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.conf import settings

from assessments.models import Attempt, Response
from certificates.codes import ALPHABET
from certificates.models import Certificate
from courses.models import Completion, Enrolment, LessonDone, Requirement, Study
from lms.demo.history import Pen
from lms.demo.plans import Plan
from lms.demo.stories import Going, Shape, Try
from people.calendar import day_begins, reporting_day

Evidence = Completion.Evidence


@dataclass(frozen=True, slots=True)
class Learner:
    """The person a story is about, as far as rows need it."""

    person_id: int
    name: str
    latin_name: str
    language: str
    issuer: str


@dataclass(slots=True)
class Cycle:
    """A programme's cycle in one person's life; goings are in the order of the plan's modules."""

    plan: Plan
    number: int
    assigned_on: date
    due_on: date
    goings: list[Going | None] = field(default_factory=list)
    # When the studies were closed, by the beginning of the next cycle.
    closed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    exempted_at: datetime | None = None
    waived_on: date | None = None
    reason: str = ""

    @property
    def completed_on(self) -> date | None:
        """The day the last module was completed, if all were and the cycle was still asked for."""
        if self.withdrawn_at or self.exempted_at:
            return None
        moments = [going.completed_at for going in self.goings if going and going.completed_at]
        if len(moments) < len(self.plan.shapes):
            return self.waived_on
        return reporting_day(max(moments))

    def expires_on(self, previous: date | None) -> date | None:
        day = self.completed_on
        return self.plan.programme.expiry(day, previous=previous) if day else None


class Ledger:
    """Puts down what a learner did. `deciders` are the two people behind every decision by hand."""

    def __init__(self, pen: Pen, rng: Random, deciders: tuple[int, int]) -> None:
        self.pen = pen
        self.rng = rng
        self.deciders = deciders

    def uuid(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def code(self, length: int) -> str:
        return "".join(self.rng.choices(ALPHABET, k=length))

    def enter(self, learner: Learner, cycles: list[Cycle], *, certified: bool) -> list[int]:
        """Put down a person's cycles, oldest first; return the completions' ids.

        A module that several programmes ask for is studied once. `certified` puts the certificates
        down as well, without their PDFs; otherwise the completions have still to be announced.
        """
        completions = []
        standing: dict[int, int] = {}
        previous: dict[int, date | None] = {}
        for cycle in cycles:
            programme = cycle.plan.programme
            if cycle.number > 1:
                for shape in cycle.plan.shapes:
                    standing.pop(shape.module_id, None)
            enrolment = self._enrolment(learner, cycle)
            self._studies(learner, cycle, enrolment, standing)
            if day := cycle.completed_on:
                expires_on = cycle.expires_on(previous.get(programme.pk))
                previous[programme.pk] = expires_on
                completion = self._completion(learner, cycle, enrolment, day, expires_on)
                completions.append(completion)
                if certified and programme.has_certificate:
                    self._certificate(learner, cycle, completion, day, expires_on)
        return completions

    def _enrolment(self, learner: Learner, cycle: Cycle) -> int:
        is_decided = cycle.withdrawn_at or cycle.exempted_at
        return self.pen.put(
            Enrolment,
            uuid=self.uuid(),
            person_id=learner.person_id,
            programme_id=cycle.plan.programme.pk,
            cycle=cycle.number,
            assigned_on=cycle.assigned_on,
            due_on=cycle.due_on,
            enrolled_at=day_begins(cycle.assigned_on) + timedelta(hours=7),
            withdrawn_at=cycle.withdrawn_at,
            exempted_at=cycle.exempted_at,
            reason=cycle.reason if is_decided else "",
            decided_by_id=self.deciders[0] if is_decided else None,
            confirmed_by_id=self.deciders[1] if cycle.exempted_at else None,
        )

    def _studies(
        self, learner: Learner, cycle: Cycle, enrolment: int, standing: dict[int, int]
    ) -> None:
        for shape, going in zip(cycle.plan.shapes, cycle.goings, strict=True):
            study = standing.get(shape.module_id)
            if study is None and going:
                study = self.study(learner, shape, going, closed_at=cycle.closed_at)
                standing[shape.module_id] = study
            self.pen.put(
                Requirement, enrolment_id=enrolment, module_id=shape.module_id, study_id=study
            )

    def study(
        self, learner: Learner, shape: Shape, going: Going, *, closed_at: datetime | None = None
    ) -> int:
        """Put down one go at one module, with its lessons and attempts; return the study's id."""
        language = (
            learner.language if learner.language in shape.languages else shape.source_language
        )
        study = self.pen.put(
            Study,
            uuid=self.uuid(),
            person_id=learner.person_id,
            module_id=shape.module_id,
            edition_id=shape.edition_id,
            opened_at=going.opened_at,
            quiz_passed_at=going.passed_at,
            completed_at=going.completed_at,
            closed_at=closed_at,
        )
        for lesson, done_at in zip(shape.lessons, going.lessons_at, strict=False):
            self.pen.put(
                LessonDone,
                study_id=study,
                lesson_key=lesson.key,
                minutes=lesson.minutes,
                language=language,
                done_at=done_at,
            )
        for number, attempt in enumerate(going.tries, 1):
            self._attempt(shape, study, number, attempt, language)
        return study

    def _attempt(self, shape: Shape, study: int, number: int, attempt: Try, language: str) -> None:
        rights = attempt.rights
        submitted_at = attempt.submitted_at
        row = self.pen.put(
            Attempt,
            uuid=self.uuid(),
            study_id=study,
            edition_id=shape.edition_id,
            number=number,
            draw=self.rng.choice(shape.draws),
            started_at=attempt.started_at,
            submitted_at=submitted_at,
            score=shape.marks[sum(rights)].score if submitted_at else None,
            critical_missed=shape.critical_missed(rights) if submitted_at else None,
            passed=shape.is_passed(rights) if submitted_at else None,
        )
        for item, right, at in zip(shape.items, rights, attempt.answered_at, strict=False):
            self.pen.put(
                Response,
                attempt_id=row,
                item_key=item.key,
                answer=item.right if right else self.rng.choice(item.wrong),
                language=language,
                answered_at=at,
                is_right=right if submitted_at else None,
            )

    def _completion(
        self, learner: Learner, cycle: Cycle, enrolment: int, day: date, expires_on: date | None
    ) -> int:
        by_hand = day == cycle.waived_on
        return self.pen.put(
            Completion,
            enrolment_id=enrolment,
            completed_on=day,
            expires_on=expires_on,
            recorded_at=self._recorded_at(cycle, day),
            evidence=Evidence.WAIVED if by_hand else Evidence.ONLINE,
            language="" if by_hand else learner.language,
            reason=cycle.reason if by_hand else "",
            recorded_by_id=self.deciders[0] if by_hand else None,
            confirmed_by_id=self.deciders[1] if by_hand else None,
        )

    def _recorded_at(self, cycle: Cycle, day: date) -> datetime:
        moments = [going.completed_at for going in cycle.goings if going and going.completed_at]
        return max(moments, default=day_begins(day) + timedelta(hours=9))

    def _certificate(
        self, learner: Learner, cycle: Cycle, completion: int, day: date, expires_on: date | None
    ) -> None:
        titles = cycle.plan.titles
        spoken = dict.fromkeys([learner.language, settings.LANGUAGE_CODE])
        languages = [language for language in spoken if language in titles]
        wording = {
            language: {"programme": titles[language], "issuer": learner.issuer}
            for language in languages
        }
        self.pen.put(
            Certificate,
            completion_id=completion,
            code=self.code(27),
            name_code=self.code(12),
            holder_name=learner.name,
            holder_latin_name=learner.latin_name,
            languages=json.dumps(languages),
            wording=json.dumps(wording, ensure_ascii=False),
            evidence=Evidence.WAIVED if cycle.waived_on == day else Evidence.ONLINE,
            issued_on=day,
            expires_on=expires_on,
            issued_at=self._recorded_at(cycle, day),
        )
