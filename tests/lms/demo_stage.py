"""What the tests of the demonstration share: a small starter curriculum, and ways to look at it."""

from io import StringIO

from django.core.management import call_command

from assessments.grading import grade
from assessments.models import Attempt, DilemmaCount, Response
from certificates.models import Certificate
from courses.models import (
    Completion,
    Enrolment,
    LessonDone,
    Requirement,
    Study,
)
from courses.open_use import OpenUse
from lms.models import Outbox
from people.models import AudienceRole, Leave, Membership, Organisation, Person, RoleHeld
from tests.documents import document, items, lesson
from tests.factories import EditionFactory, ModuleFactory, ProgrammeFactory

RECORD = [
    Organisation, Person, Membership, RoleHeld, Leave, Enrolment, Requirement, Study, LessonDone,
    Attempt, Response, Completion, Certificate, OpenUse, DilemmaCount, Outbox,
]  # fmt: skip


def publish_starter() -> None:
    """Four programmes like the starter's: three with a quiz and a certificate, one open."""
    lessons = [lesson(f"l{number}") for number in range(1, 6)]
    quiz = {"minutes": 6, "items": [*items(), *(i | {"key": f"{i['key']}x"} for i in items())]}
    roles = [AudienceRole.MANAGER, AudienceRole.PROCUREMENT, AudienceRole.SUPERVISOR]
    for code, role, months in zip("ABC", roles, (24, 24, 12), strict=True):
        content = document(module=f"{code}1", quiz=quiz)
        content["lessons"] += lessons[2:]
        module = ModuleFactory(code=f"{code}1")
        EditionFactory(module=module, document=content)
        ProgrammeFactory(code=code, audience_roles=[role], validity_months=months, modules=[module])
    open_module = ModuleFactory(code="D1", is_open=True)
    EditionFactory(module=open_module, document=document(module="D1", mode="open", quiz=None))
    ProgrammeFactory(
        code="D", audience_roles=[AudienceRole.WORKER], modules=[open_module], is_open=True,
        has_certificate=False,
    )  # fmt: skip


def run(*arguments: str) -> str:
    told = StringIO()
    call_command("demo", *arguments, stdout=told)
    return told.getvalue()


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in RECORD}


def regraded(attempt: Attempt) -> tuple[object, ...]:
    answers = {response.item_key: response.answer for response in attempt.responses.all()}
    result = grade(attempt.edition.document["quiz"]["items"], answers, pass_mark=80)
    assert all(
        response.is_right == result.rights[response.item_key]
        for response in attempt.responses.all()
    )
    return result.score, result.passed, result.critical_missed


def stored(attempt: Attempt) -> tuple[object, ...]:
    return attempt.score, attempt.passed, attempt.critical_missed
