"""Some weeks of numbers that belong to nobody: uses of open modules, choices in dilemmas."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from assessments.models import DilemmaCount
from courses import document as documents
from courses.document import Document
from courses.models import Edition, Module, Programme
from courses.open_use import OpenUse
from courses.shelf import document_of
from lms.demo.history import Pen
from people.models import Organisation

WEEKS = 9
MOST_SITES = 60
# How often an option is chosen, by its judgement; undecided ones are equally likely.
LIKELY = {"better": 5, "partial": 3, "harmful": 2, "": 3}


def write(pen: Pen, today: date) -> None:
    """Write both kinds, unless any stand: they are the installation's, not one company's."""
    rng = Random("counts")  # noqa: S311 - a demonstration
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=ago) for ago in range(WEEKS)]
    with pen.batch():
        if not OpenUse.objects.exists():
            _open_use(pen, weeks, rng)
        if not DilemmaCount.objects.exists():
            _dilemma_counts(pen, weeks, rng)


def _open_use(pen: Pen, weeks: list[date], rng: Random) -> None:
    sites = list(
        Organisation.objects.filter(kind=Organisation.Kind.SITE).order_by("pk")[:MOST_SITES]
    )
    for module in Module.objects.filter(is_open=True).order_by("code"):
        languages = sorted(set(module.editions.values_list("language", flat=True)))
        for site in [None, *sites]:
            for language in languages:
                usual = rng.randint(0, 24)
                for week in weeks:
                    if uses := max(0, usual + rng.randint(-6, 6)):
                        pen.put(
                            OpenUse,
                            module_id=module.pk,
                            organisation_id=site.pk if site else None,
                            language=language,
                            week=week,
                            uses=uses,
                        )


def _dilemma_counts(pen: Pen, weeks: list[date], rng: Random) -> None:
    for edition, roles in _editions():
        for block in documents.dilemmas(document_of(edition.pk)):
            for decision in block["decisions"]:
                for role in roles:
                    _decided(pen, edition, decision, role, weeks, rng)


def _editions() -> Iterator[tuple[Edition, list[str]]]:
    """The newest source editions with the audience roles they are for; none told for open ones."""
    for programme in Programme.objects.order_by("code"):
        roles = [""] if programme.is_open else programme.audience_roles
        for module in programme.modules.order_by("code"):
            edition = module.editions.filter(language=module.source_language).newest_first().first()
            if edition:
                yield edition, roles


def _decided(
    pen: Pen,
    edition: Edition,
    decision: Document,
    role: str,
    weeks: list[date],
    rng: Random,
) -> None:
    options = decision["options"]
    weights = [LIKELY[option["judgement"]] for option in options]
    for week in weeks:
        chosen = rng.choices(range(len(options)), weights, k=rng.randint(6, 30))
        for place, option in enumerate(options):
            if made := chosen.count(place):
                pen.put(
                    DilemmaCount,
                    edition_id=edition.pk,
                    decision_key=decision["key"],
                    option_key=option["key"],
                    audience_role=role,
                    week=week,
                    choices_made=made,
                )
