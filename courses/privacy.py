"""What of the record of learning is about a person, and what erasing does to it."""

from courses.campaigns.models import Campaign
from courses.decisions.models import Proposal
from courses.equivalents.models import Equivalent
from courses.models import (
    Completion,
    Edition,
    Enrolment,
    LessonDone,
    Module,
    Programme,
    ProgrammeModule,
    ProgrammeText,
    Requirement,
    Study,
)
from courses.open_use import OpenUse
from courses.reminders.models import (
    LadderRung,
    MailChoice,
    Message,
    MessageLine,
    ReturnedAddress,
)
from courses.rules.models import AssignmentRule, Ground
from people.privacy.treatments import CHOICE, CODE, CONTENT, ERASED, Becomes, Stays, Table

# A reason is there where the record asks for one, and may name anybody.
REASONS = {"reason": Becomes(ERASED)}

TABLES = [
    Table(Module, {"code": CODE, "source_language": CHOICE}),
    Table(Edition, {"language": CHOICE, "document": CONTENT, "digest": CODE}),
    Table(Programme, {"code": CODE, "audience_roles": CHOICE, "runs_out_day": CHOICE}),
    Table(ProgrammeModule),
    Table(
        ProgrammeText,
        {"language": CHOICE, "title": CONTENT, "summary": CONTENT, "planned": CONTENT},
    ),
    Table(Enrolment, REASONS, person="person"),
    Table(Study),
    Table(Requirement),
    Table(LessonDone, {"lesson_key": CODE, "language": CHOICE}),
    Table(
        Completion,
        {"language": CHOICE, "reference": Becomes(ERASED), **REASONS},
        person="enrolment__person",
    ),
    Table(
        AssignmentRule,
        dict.fromkeys(
            ("audience_roles", "countries", "tiers", "risk_bands", "workforce_types"), CHOICE
        ),
    ),
    Table(Equivalent, {"reason": CONTENT}),
    Table(Ground),
    Table(LadderRung),
    # No words and no address are kept of a message: they are made when it is sent.
    Table(Message),
    Table(MessageLine),
    Table(MailChoice, person="person", is_deleted=True),
    Table(
        ReturnedAddress,
        {"address": Stays("deleted with its row")},
        person="person",
        is_deleted=True,
    ),
    Table(Campaign, {"words": CONTENT}),
    Table(
        Proposal,
        REASONS | {"kind": CHOICE, "outcome": CHOICE, "reference": Becomes(ERASED)},
        person="enrolment__person",
    ),
    Table(OpenUse, {"language": CHOICE, "mode": CHOICE}),
]
