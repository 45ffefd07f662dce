"""What may be done with editions, enrolments and progress: the only place that writes them."""

from courses.actions.campaigns import CampaignWithoutEnd, make_campaign
from courses.actions.editions import SourceEditionMissing, publish_edition
from courses.actions.enrolments import (
    AlreadyCompleted,
    EnrolmentWithdrawn,
    LessonNotInEdition,
    ModuleNotPublished,
    NotDoneYet,
    NothingBegins,
    NothingRecorded,
    OwnEnrolment,
    ProgrammeNotReady,
    SiteWithoutCard,
    enrol,
    exempt,
    finish_lesson,
    open_study,
    pass_quiz,
    recognise,
    waive,
    withdraw,
)
from courses.actions.equivalents import (
    CountsAlready,
    NotYoursToCount,
    SentBefore,
    count_elsewhere,
    end_equivalent,
    make_equivalent,
)
from courses.actions.history import RecordChanged, bring_in
from courses.actions.lapsing import ask_in_full
from courses.actions.leave import move_for_leave
from courses.actions.merging import refuse_to_part, settle_duplicates
from courses.actions.open_use import count_open_use
from courses.actions.programmes import (
    keep_module,
    keep_programme,
    offer_again,
    place_modules,
    tell_programme,
    withdraw_programme,
)
from courses.actions.quiet import give_time_at
from courses.actions.rules import (
    BeginsLater,
    NotYoursToRule,
    RuleEnded,
    apply_rules_to,
    end_rule,
    make_rule,
)

__all__ = [
    "AlreadyCompleted",
    "BeginsLater",
    "CampaignWithoutEnd",
    "CountsAlready",
    "EnrolmentWithdrawn",
    "LessonNotInEdition",
    "ModuleNotPublished",
    "NotDoneYet",
    "NotYoursToCount",
    "NotYoursToRule",
    "NothingBegins",
    "NothingRecorded",
    "OwnEnrolment",
    "ProgrammeNotReady",
    "RecordChanged",
    "RuleEnded",
    "SentBefore",
    "SiteWithoutCard",
    "SourceEditionMissing",
    "apply_rules_to",
    "ask_in_full",
    "bring_in",
    "count_elsewhere",
    "count_open_use",
    "end_equivalent",
    "end_rule",
    "enrol",
    "exempt",
    "finish_lesson",
    "give_time_at",
    "keep_module",
    "keep_programme",
    "make_campaign",
    "make_equivalent",
    "make_rule",
    "move_for_leave",
    "offer_again",
    "open_study",
    "pass_quiz",
    "place_modules",
    "publish_edition",
    "recognise",
    "refuse_to_part",
    "settle_duplicates",
    "tell_programme",
    "waive",
    "withdraw",
    "withdraw_programme",
]
