"""Small documents of editions for tests: a lesson, a dilemma, an item of each kind. No Django."""

from copy import deepcopy
from typing import Any

STEPS = [
    {"key": "stop", "text": "Stop deductions"},
    {"key": "repay", "text": "Repay what was paid"},
    {"key": "check", "text": "Check that it arrived"},
]
SCANDAL = "Eight months later a newspaper reports fees."
PAIRS = [
    {"key": "p1", "left": "Debt bondage", "right": "A loan from the agent"},
    {"key": "p2", "left": "Withheld papers", "right": "Passports in a safe"},
]


def option(key: str, text: str, *, right: bool = False) -> dict[str, Any]:
    return {"key": key, "text": text, "right": right}


def lesson(
    key: str, *, minutes: int = 4, text: str = "<p>Nobody should pay for a job.</p>"
) -> dict[str, Any]:
    """A lesson of one text block and one check."""
    return {
        "key": key,
        "title": f"Lesson {key}",
        "minutes": minutes,
        "blocks": [
            {"key": f"{key}-t1", "kind": "text", "html": text},
            {
                "key": f"{key}-k1",
                "kind": "check",
                "question": "Who pays for the job?",
                "options": [option("a", "Me"), option("b", "The employer", right=True)],
                "feedback": "Nobody should pay for a job.",
            },
        ],
    }


def dilemma(key: str = "d1") -> dict[str, Any]:
    """A dilemma of two decisions: the better answer to the first leads to the second."""
    return {
        "key": key,
        "kind": "dilemma",
        "title": "The cheap labour line",
        "situation": "<p>Two agencies bid. One names no fees.</p>",
        "decisions": [
            {
                "key": f"{key}-first",
                "question": "What do you do?",
                "options": [
                    way("a", "Award to the cheaper one.", SCANDAL, "harmful"),
                    way("b", "Ask both for a cost sheet.", "Both arrive on Wednesday.", "better")
                    | {"leads_to": f"{key}-second"},
                ],
            },
            {
                "key": f"{key}-second",
                "question": "The sheet shows a fee of zero. What now?",
                "options": [
                    way("a", "Accept it.", "The workers paid elsewhere.", "partial"),
                    way("b", "Ask five workers.", "Three have paid.", "better"),
                ],
            },
        ],
        "better_practice": "<p>Ask the people who were recruited.</p>",
        "sources": "EPP",
    }


def way(key: str, text: str, consequence: str, judgement: str) -> dict[str, Any]:
    """An option of a dilemma, which ends it."""
    return {
        "key": key,
        "text": text,
        "consequence": consequence,
        "judgement": judgement,
        "leads_to": "",
    }


def item(key: str, kind: str, question: str, **facts: Any) -> dict[str, Any]:
    """A quiz item of any kind but matching, which takes `pairs` and no options."""
    shared = {"objective": "o1", "feedback": "It was needed to get the job. [EPP]"}
    own = {} if kind == "matching" else {"fixed_order": False}
    named = {"key": key, "kind": kind, "question": question, "critical": False}
    return shared | own | named | facts


def items() -> list[dict[str, Any]]:
    """One item of each kind; q1 is critical."""
    return [
        item(
            "q1",
            "single",
            "A clinic charged for a health check. This is …",
            critical=True,
            options=[
                option("a", "a personal cost"),
                option("b", "a related cost", right=True),
                option("c", "a gift"),
            ],
        ),
        item(
            "q2",
            "multiple",
            "Which of these are signs of debt bondage?",
            options=[
                option("a", "Wages held back", right=True),
                option("b", "Papers held back", right=True),
                option("c", "A paid day off"),
            ],
        ),
        item(
            "q3",
            "true_false",
            "Wages paid by bank show that workers were paid in full.",
            options=[option("true", "True"), option("false", "False", right=True)],
            fixed_order=True,
        ),
        item("q4", "ordering", "Put these steps in order.", options=deepcopy(STEPS)),
        item("q5", "matching", "Match each sign with what you might see.", pairs=deepcopy(PAIRS)),
    ]


def document(
    *,
    module: str = "T1",
    language: str = "en",
    lessons: list[dict[str, Any]] | None = None,
    **facts: Any,
) -> dict[str, Any]:
    """The document of a small module: two lessons, a dilemma, an item of each kind; unnumbered."""
    return {
        "schema": 1,
        "module": module,
        "language": language,
        "mode": "assessed",
        "title": "Who paid for this job?",
        "summary": "Fees, debt and documents.",
        "minutes": 14,
        "opening": "<p>Some of this may feel close to home.</p>",
        "objectives": [{"key": "o1", "text": "Tell a lawful charge from one no worker bears."}],
        "lessons": lessons or [lesson("l1"), lesson("l2") | {"blocks": [dilemma()]}],
        "quiz": {"minutes": 6, "items": items()},
        "sources": [{"code": "EPP", "text": "Employer Pays Principle"}],
        "review_by": "2027-06-30",
    } | facts
