"""What there is to learn, read once: programmes, and the editions a learner is given today."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from django.conf import settings

from assessments.drawing import draw
from assessments.grading import Answer, grade, is_right, option_keys
from assessments.grading import Item as QuizItem
from courses import document as documents
from courses.models import Edition, Module, Programme
from courses.shelf import document_of
from lms.demo.stories import Item, Lesson, Mark, Shape

DRAWS_PREPARED = 48


@dataclass(frozen=True)
class Plan:
    """A programme as far as the demo's history needs it."""

    programme: Programme
    roles: frozenset[str]
    shapes: tuple[Shape, ...]
    titles: dict[str, str]


def plans() -> list[Plan]:
    """The programmes that people are enrolled on: not open, not withdrawn, with something to do."""
    found = []
    for programme in Programme.objects.filter(is_open=False, withdrawn_at=None).order_by("code"):
        places = programme.places.filter(is_required=True).select_related("module")
        shapes = [shape_of(place.module) for place in places]
        whole = tuple(shape for shape in shapes if shape)
        if whole and len(whole) == len(shapes):
            titles = dict(programme.texts.values_list("language", "title"))
            titles.setdefault(settings.LANGUAGE_CODE, programme.code)
            found.append(Plan(programme, frozenset(programme.audience_roles), whole, titles))
    return found


def shape_of(module: Module) -> Shape | None:
    """The newest edition in the module's source language, or None before the first."""
    source = module.source_language
    edition = module.editions.filter(language=source).newest_first().only("pk").first()
    if edition is None:
        return None
    document = document_of(edition.pk)
    items = documents.items(document)
    rng = Random(f"{module.code}/draws")  # noqa: S311 - a demonstration
    languages = Edition.objects.filter(module=module).values_list("language", flat=True)
    return Shape(
        module_id=module.pk,
        edition_id=edition.pk,
        lessons=tuple(Lesson(part["key"], part["minutes"]) for part in document["lessons"]),
        items=tuple(_item(module, item) for item in items),
        draws=tuple(json.dumps(draw(items, shuffle=rng.shuffle)) for _ in range(DRAWS_PREPARED)),
        marks=tuple(_marks(items)),
        source_language=source,
        languages=frozenset(languages.distinct()),
    )


def _item(module: Module, item: QuizItem) -> Item:
    answers = list(_answers(item))
    return Item(
        key=item["key"],
        is_critical=item["critical"],
        difficulty=Random(f"{module.code}/{item['key']}").gauss(0, 0.8),  # noqa: S311
        right=json.dumps(next(answer for answer in answers if is_right(item, answer))),
        wrong=tuple(json.dumps(answer) for answer in answers if not is_right(item, answer)),
    )


def _answers(item: QuizItem) -> Iterator[Answer]:
    """Answers that people give to an item: the right one among them."""
    keys = option_keys(item)
    turned = [*keys[1:], keys[0]]
    if item["kind"] == "matching":
        yield {key: key for key in keys}
        yield dict(zip(keys, turned, strict=True))
    elif item["kind"] == "ordering":
        yield keys
        yield turned
        yield keys[::-1]
    elif item["kind"] == "multiple":
        yield [option["key"] for option in item["options"] if option["right"]]
        yield from ([key] for key in keys)
        yield from ([*pair] for pair in zip(keys, turned, strict=True))
    else:
        yield from ([key] for key in keys)


def _marks(items: list[QuizItem]) -> Iterator[Mark]:
    """What each number of right answers is worth, asked of grading itself."""
    if not items:
        return
    plain = [item | {"critical": False} for item in items]
    right = {item["key"]: next(a for a in _answers(item) if is_right(item, a)) for item in items}
    for number in range(len(items) + 1):
        answers = dict(list(right.items())[:number])
        result = grade(plain, answers, pass_mark=settings.PASS_MARK)
        yield Mark(result.score, result.passed)
