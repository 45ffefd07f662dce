"""What may be done with attempts, answers and dilemma counts: the only place that writes them."""

from assessments.actions.answers import (
    AlreadySubmitted,
    Overtaken,
    Saved,
    StaleRevision,
    Standing,
    UnfitAnswer,
    save_response,
    save_responses,
)
from assessments.actions.attempts import (
    AlreadyPassed,
    CoolingDown,
    LessonsLeft,
    NoQuiz,
    QuestionsLeft,
    QuizNotOpen,
    StudyClosed,
    UuidTaken,
    start,
    submit,
)
from assessments.actions.dilemmas import UnknownChoice, count_dilemma_choice
from assessments.actions.merging import refuse_to_part

__all__ = [
    "AlreadyPassed",
    "AlreadySubmitted",
    "CoolingDown",
    "LessonsLeft",
    "NoQuiz",
    "Overtaken",
    "QuestionsLeft",
    "QuizNotOpen",
    "Saved",
    "StaleRevision",
    "Standing",
    "StudyClosed",
    "UnfitAnswer",
    "UnknownChoice",
    "UuidTaken",
    "count_dilemma_choice",
    "refuse_to_part",
    "save_response",
    "save_responses",
    "start",
    "submit",
]
