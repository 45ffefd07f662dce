"""How far a person is: in a study, and in all that she has to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from courses import document as documents
from courses.dates import Holding
from courses.document import Document
from courses.models import (
    Edition,
    Enrolment,
    LessonDone,
    Module,
    ProgrammeModule,
    ProgrammeText,
    Requirement,
    Study,
)
from courses.quiet import with_asked_by
from courses.role_bound import last_day_in_role
from courses.shelf import documents_of
from people.models import Person


@dataclass(frozen=True)
class Face:
    """A module as lists show it: its words in the reader's language, else in its own."""

    title: str
    summary: str
    language: str
    minutes: int
    lessons: int


@dataclass(frozen=True)
class Progress:
    """How far a study is, counted on the edition it is pinned to."""

    lessons: int
    lessons_done: int
    minutes: int
    minutes_left: int
    has_quiz: bool
    quiz_passed: bool
    # The first lesson that is not done, by its key; none when all are.
    next_lesson: str | None = None

    @property
    def lessons_are_done(self) -> bool:
        return self.lessons_done == self.lessons

    @property
    def is_done(self) -> bool:
        return self.lessons_are_done and (self.quiz_passed or not self.has_quiz)


@dataclass(frozen=True)
class ModuleState:
    """A module in a person's programme: what it is, and how far she is."""

    code: str
    face: Face | None
    study: UUID | None = None
    progress: Progress | None = None
    is_done: bool = False

    @property
    def minutes_left(self) -> int:
        if self.is_done:
            return 0
        if self.progress:
            return self.progress.minutes_left
        return self.face.minutes if self.face else 0


@dataclass(frozen=True)
class Assignment:
    """A programme that a person has to do, or has done: its words and its modules, in order."""

    enrolment: Enrolment
    title: str
    summary: str
    language: str
    modules: list[ModuleState] = field(default_factory=list)
    planned: list[str] = field(default_factory=list)
    # The last day that her role lets the completion count, where it ends with the role.
    in_role_until: date | None = None

    @property
    def is_done(self) -> bool:
        return hasattr(self.enrolment, "completion")

    def valid_until(self, on: date) -> date | None:
        """The completion's last valid day; none if it is not done, or is valid for ever."""
        if not self.is_done:
            return None
        return Holding(self.enrolment.completion.expires_on, self.in_role_until).until(on)

    def is_valid(self, on: date) -> bool:
        """Whether it is done and its completion still counts."""
        until = self.valid_until(on)
        is_over = until is not None and until < on
        return self.is_done and not is_over and self.enrolment.completion.revoked_on is None

    @property
    def asks_by(self) -> date | None:
        """The day that the person goes by, if one counts."""
        row: Any = self.enrolment
        day: date | None = row.asks_by
        return day

    @property
    def is_begun(self) -> bool:
        return any(module.study for module in self.modules)

    @property
    def modules_done(self) -> int:
        return sum(module.is_done for module in self.modules)

    @property
    def minutes_left(self) -> int:
        return sum(module.minutes_left for module in self.modules)

    @property
    def next_module(self) -> ModuleState | None:
        """Where to go on: the first module begun, else the first not done."""
        left = [module for module in self.modules if not module.is_done]
        return next((module for module in left if module.study), left[0] if left else None)


def progress_of(document: Document, done: Iterable[str], *, quiz_passed: bool) -> Progress:
    """How far a study is, from its pinned document and the keys of the lessons done."""
    keys = set(done)
    quiz_minutes = document["quiz"]["minutes"] if document["quiz"] else 0
    left = sum(part["minutes"] for part in document["lessons"] if part["key"] not in keys)
    return Progress(
        lessons=len(document["lessons"]),
        lessons_done=sum(part["key"] in keys for part in document["lessons"]),
        minutes=document["minutes"],
        minutes_left=left + (0 if quiz_passed else quiz_minutes),
        has_quiz=bool(documents.items(document)),
        quiz_passed=quiz_passed,
        next_lesson=next((k for k in documents.lesson_keys(document) if k not in keys), None),
    )


def lessons_done(study: Study) -> set[str]:
    return set(study.lessons_done.values_list("lesson_key", flat=True))


def faces(modules: Iterable[Module], language: str) -> dict[int, Face]:
    """The words of modules by id; a module that is not published has none.

    Two queries at most, however many modules.
    """
    sources = {module.pk: module.source_language for module in modules}
    rows = (
        Edition.objects.filter(module__in=sources, language__in={language, *sources.values()})
        .newest_first()
        .values_list("module_id", "language", "pk")
    )
    newest: dict[tuple[int, str], int] = {}
    for module_id, spoken, pk in rows:
        newest.setdefault((module_id, spoken), pk)
    chosen = {
        module_id: newest.get((module_id, language), newest.get((module_id, source)))
        for module_id, source in sources.items()
        if (module_id, source) in newest
    }
    shelf = documents_of(pk for pk in chosen.values() if pk)
    return {module_id: _face(shelf[pk]) for module_id, pk in chosen.items() if pk}


def _face(document: Document) -> Face:
    return Face(
        title=document["title"],
        summary=document["summary"],
        language=document["language"],
        minutes=document["minutes"],
        lessons=len(document["lessons"]),
    )


def assignments_of(
    person: Person, language: str, *, programme: str | None = None
) -> list[Assignment]:
    """What a person has to do and has done, the latest cycle of each programme.

    A fixed number of queries, however many programmes.
    """
    enrolments = _latest(person, programme)
    requirements = _requirements(enrolments)
    texts = _texts(enrolments, language)
    named = faces([row.module for rows in requirements.values() for row in rows], language)
    studies = {row.study for rows in requirements.values() for row in rows if row.study}
    done = _lessons_done(studies)
    pinned = documents_of(study.edition_id for study in studies)
    assignments = []
    for enrolment in enrolments:
        text = texts.get(enrolment.programme_id)
        states = [
            _state(row, named.get(row.module_id), pinned, done)
            for row in requirements.get(enrolment.pk, [])
        ]
        assignments.append(
            Assignment(
                enrolment=enrolment,
                title=text.title if text else enrolment.programme.code,
                summary=text.summary if text else "",
                language=text.language if text else language,
                modules=states,
                planned=list(text.planned) if text else [],
                in_role_until=enrolment.in_role_until,  # type: ignore[attr-defined]
            )
        )
    return assignments


def _latest(person: Person, programme: str | None) -> list[Enrolment]:
    rows = (
        with_asked_by(Enrolment.objects.open())
        .filter(person=person)
        .select_related("programme", "completion")
        .annotate(in_role_until=last_day_in_role("completion__"))
        .order_by("programme__code", "-cycle")
    )
    if programme is not None:
        rows = rows.filter(programme__code=programme)
    latest: dict[int, Enrolment] = {}
    for row in rows:
        latest.setdefault(row.programme_id, row)
    return list(latest.values())


def _requirements(enrolments: Sequence[Enrolment]) -> dict[int, list[Requirement]]:
    """Each enrolment's requirements in the programme's order."""
    standing = Requirement.objects.standing().filter(enrolment__in=enrolments)
    rows = standing.select_related("module", "study")
    order = {
        (programme, module): place
        for programme, module, place in ProgrammeModule.objects.filter(
            programme__in={enrolment.programme_id for enrolment in enrolments}
        ).values_list("programme_id", "module_id", "order")
    }
    programmes = {enrolment.pk: enrolment.programme_id for enrolment in enrolments}
    found: dict[int, list[Requirement]] = {}
    for row in rows:
        found.setdefault(row.enrolment_id, []).append(row)
    for enrolment_id, own in found.items():
        programme = programmes[enrolment_id]
        own.sort(key=lambda row: (order.get((programme, row.module_id), len(order)), row.pk))
    return found


def _texts(enrolments: Sequence[Enrolment], language: str) -> dict[int, ProgrammeText]:
    return programme_texts({enrolment.programme_id for enrolment in enrolments}, language)


def programme_texts(programmes: Iterable[int], language: str) -> dict[int, ProgrammeText]:
    """The words of programmes by id: in the language, else in English, else in any."""
    rows = ProgrammeText.objects.filter(programme__in=set(programmes)).order_by("language")
    best: dict[int, ProgrammeText] = {}
    for row in sorted(rows, key=lambda row: (row.language != language, row.language != "en")):
        best.setdefault(row.programme_id, row)
    return best


def _lessons_done(studies: Iterable[Study]) -> dict[int, set[str]]:
    done: dict[int, set[str]] = {}
    rows = LessonDone.objects.filter(study__in=[study.pk for study in studies])
    for study_id, key in rows.values_list("study_id", "lesson_key"):
        done.setdefault(study_id, set()).add(key)
    return done


def _state(
    row: Requirement, face: Face | None, pinned: dict[int, Document], done: dict[int, set[str]]
) -> ModuleState:
    if row.study is None:
        return ModuleState(row.module.code, face)
    study = row.study
    progress = progress_of(
        pinned[study.edition_id],
        done.get(study.pk, set()),
        quiz_passed=study.quiz_passed_at is not None,
    )
    is_done = study.completed_at is not None
    return ModuleState(row.module.code, face, study.uuid, progress, is_done)
