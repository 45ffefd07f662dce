"""Pages for tests: a small module in a programme on a front page, as an author makes them."""

import json
from typing import Any

from wagtail.models import Locale, Page, Site

from content.models import HomePage, ModulePage, ProgrammePage


def locale(code: str = "en") -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def item(key: str, value: Any) -> dict[str, Any]:
    return {"type": "item", "id": key, "value": value}


def option(key: str, text: str, *, right: bool = False) -> dict[str, Any]:
    return item(key, {"text": text, "right": right})


def text(key: str, html: str) -> dict[str, Any]:
    return {"type": "text", "id": key, "value": html}


def lesson(key: str, *blocks: dict[str, Any], title: str = "", minutes: int = 4) -> dict[str, Any]:
    value = {"title": title or f"Lesson {key}", "minutes": minutes, "blocks": list(blocks)}
    return {"type": "lesson", "id": key, "value": value}


def dilemma(key: str = "d1") -> dict[str, Any]:
    def way(key: str, judgement: str, leads_to: int | None = None) -> dict[str, Any]:
        words = {"text": f"Way {key}", "consequence": f"What {key} brings"}
        return item(key, words | {"judgement": judgement, "leads_to": leads_to})

    decisions = [
        item(
            "first",
            {
                "question": "What do you do?",
                "options": [way("a", "harmful"), way("b", "better", 2)],
            },
        ),
        item(
            "second", {"question": "And now?", "options": [way("c", "partial"), way("d", "better")]}
        ),
    ]
    value = {
        "title": "The cheap labour line",
        "situation": "<p>Two agencies bid.</p>",
        "decisions": decisions,
        "better_practice": "<p>Ask who paid.</p>",
        "sources": "EPP",
    }
    return {"type": "dilemma", "id": key, "value": value}


def single(
    key: str = "q1", *, critical: bool = False, question: str = "Who pays?"
) -> dict[str, Any]:
    value = {
        "question": question,
        "options": [option("me", "Me"), option("boss", "The employer", right=True)],
        "feedback": "Nobody should pay for a job.",
        "objective": 1,
        "critical": critical,
        "fixed_order": False,
    }
    return {"type": "single", "id": key, "value": value}


def content(**changes: Any) -> dict[str, Any]:
    """What a small module's page holds: two lessons, a dilemma, a question."""
    return {
        "title": "Who paid for this job?",
        "code": "B3",
        "summary": "Fees and debts.",
        "opening": "<p>You may stop.</p>",
        "objectives": [{"type": "objective", "id": "o1", "value": "Tell a fee from a charge."}],
        "lessons": [
            lesson("one", text("t1", "<p>Ari paid <b>2,400</b>.</p><p>Borrowed.</p>")),
            lesson("two", dilemma()),
        ],
        "quiz_minutes": 5,
        "quiz": [single()],
        "sources": [
            {"type": "source", "id": "s1", "value": {"code": "EPP", "text": "A principle."}}
        ],
    } | changes


def fill(page: Page, **values: Any) -> Page:
    for name, value in values.items():
        setattr(page, name, json.dumps(value) if isinstance(value, list) else value)
    return page


def home() -> HomePage:
    """The front page in English, at which the site begins."""
    page = HomePage.objects.filter(locale=locale()).first()
    if page is None:
        page = HomePage(title="Daylight", slug="front", locale=locale())
        Page.get_first_root_node().add_child(instance=page)
        Site.objects.update(root_page=page)
    return page


def programme(code: str = "B") -> ProgrammePage:
    """A published programme for buyers."""
    page = ProgrammePage.objects.filter(code=code, locale=locale()).first()
    if page is None:
        page = ProgrammePage(
            title="Buying without harm", slug=code.lower(), code=code, locale=locale(), live=False
        )
        page.audience_roles = ["procurement"]
        home().add_child(instance=page)
        page.save_revision().publish()
    return ProgrammePage.objects.get(pk=page.pk)


def draft(**changes: Any) -> ModulePage:
    """A module's page that was never published."""
    page = fill(ModulePage(locale=locale(), live=False), **content(**changes))
    page.slug = page.code.lower()
    programme().add_child(instance=page)
    page.save_revision()
    return page


def published(**changes: Any) -> ModulePage:
    page = draft(**changes)
    page.get_latest_revision().publish()
    return ModulePage.objects.get(pk=page.pk)


def publish(page: ModulePage, **changes: Any) -> ModulePage:
    """Publish a page again with changes."""
    fill(page, **changes).save_revision().publish()
    return ModulePage.objects.get(pk=page.pk)


def publish_home_in(code: str) -> None:
    """A front page and a programme page in another language, for modules to stand under."""
    home().copy_for_translation(locale(code)).save_revision().publish()
    programme().copy_for_translation(locale(code)).save_revision().publish()
