"""Small documents of editions for tests: a lesson, a dilemma, an item of each kind. No Django."""

from typing import Any


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
                    {
                        "key": "a",
                        "text": "Award to the cheaper one.",
                        "consequence": "Eight months later a newspaper reports fees.",
                        "judgement": "harmful",
                        "leads_to": "",
                    },
                    {
                        "key": "b",
                        "text": "Ask both for a recruitment cost sheet.",
                        "consequence": "Both sheets arrive on Wednesday.",
                        "judgement": "better",
                        "leads_to": f"{key}-second",
                    },
                ],
            },
            {
                "key": f"{key}-second",
                "question": "The sheet shows a fee of zero. What now?",
                "options": [
                    {
                        "key": "a",
                        "text": "Accept it.",
                        "consequence": "The workers paid elsewhere.",
                        "judgement": "partial",
                        "leads_to": "",
                    },
                    {
                        "key": "b",
                        "text": "Ask five workers.",
                        "consequence": "Three have paid.",
                        "judgement": "better",
                        "leads_to": "",
                    },
                ],
            },
        ],
        "better_practice": "<p>Ask the people who were recruited.</p>",
        "sources": "EPP",
    }


def items() -> list[dict[str, Any]]:
    """One item of each kind; q1 is critical."""
    shared = {
        "objective": "o1",
        "feedback": "It was needed to get the job. [EPP]",
        "critical": False,
    }
    return [
        shared
        | {
            "key": "q1",
            "kind": "single",
            "critical": True,
            "question": "A clinic charged for a health check. This is …",
            "options": [
                option("a", "a personal cost"),
                option("b", "a related cost", right=True),
                option("c", "a gift"),
            ],
            "fixed_order": False,
        },
        shared
        | {
            "key": "q2",
            "kind": "multiple",
            "question": "Which of these are signs of debt bondage?",
            "options": [
                option("a", "Wages held back", right=True),
                option("b", "Papers held back", right=True),
                option("c", "A paid day off"),
            ],
            "fixed_order": False,
        },
        shared
        | {
            "key": "q3",
            "kind": "true_false",
            "question": "Wages paid by bank show that workers were paid in full.",
            "options": [option("true", "True"), option("false", "False", right=True)],
            "fixed_order": True,
        },
        shared
        | {
            "key": "q4",
            "kind": "ordering",
            "question": "Put these steps in order.",
            "options": [
                {"key": "stop", "text": "Stop deductions"},
                {"key": "repay", "text": "Repay what was paid"},
                {"key": "check", "text": "Check that it arrived"},
            ],
            "fixed_order": False,
        },
        shared
        | {
            "key": "q5",
            "kind": "matching",
            "question": "Match each sign with what you might see.",
            "pairs": [
                {"key": "p1", "left": "Debt bondage", "right": "A loan from the agent"},
                {"key": "p2", "left": "Withheld papers", "right": "Passports in a safe"},
            ],
        },
    ]


def document(
    *,
    module: str = "T1",
    language: str = "en",
    lessons: list[dict[str, Any]] | None = None,
    **facts: Any,
) -> dict[str, Any]:
    """The document of a small module: two lessons, a dilemma, an item of each kind. No numbers yet."""
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
