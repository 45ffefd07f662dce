"""What of quizzes is about a person, and what erasing does to it: results stay, answers go."""

from django.utils import timezone

from assessments.models import Attempt, DilemmaCount, Response
from people.privacy.treatments import CHOICE, CODE, Stays, Table

TABLES = [
    Table(
        Attempt,
        {"draw": Stays("keys of questions, in the order shown")},
        person="study__person",
        sets={"answers_deleted_at": timezone.now, "score_expired_at": timezone.now},
    ),
    Table(
        Response,
        {
            "item_key": CODE,
            "answer": Stays("deleted with its row"),
            "language": CHOICE,
        },
        person="attempt__study__person",
        is_deleted=True,
    ),
    Table(
        DilemmaCount,
        {"decision_key": CODE, "option_key": CODE, "audience_role": CHOICE},
    ),
]
