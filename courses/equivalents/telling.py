"""What counting one programme as another does, and to whom it is said.

The engine's own evaluation, so that what is said is what happens.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from courses.equivalents.models import Equivalent
from courses.models import Enrolment, Programme
from courses.progress import programme_texts
from courses.rules.deciding import decide
from courses.rules.facts import batches, held_of, standings_of, terms_in_force, works_of
from courses.rules.matching import Terms, asks, is_met
from courses.rules.models import Ground
from courses.rules.preview import FEWEST_TOLD
from people.models import Organisation, Person


@dataclass(frozen=True)
class Effect:
    """Of those who have a programme to do because of a company's rules: how many are let off, and
    how many are not. None where one of the two is so small that somebody could be found out."""

    asked: int
    let_off: int | None
    stay: int | None


def effect(company: Organisation, programme: Programme, counted: Programme, on: date) -> Effect:
    """What it would do if a company counted one programme as another from a day on."""
    rules = [terms for terms in terms_in_force(on) if terms.programme_id == programme.pk]
    rules = [_counting(terms, counted) if _is_of(terms, company) else terms for terms in rules]
    asked = let_off = 0
    for batch in batches(_who_has_to(programme, company)):
        done = held_of(batch, rules, on)
        standings = standings_of(batch, [programme.pk])
        for person, works in works_of(batch, on).items():
            asking = [one for one in rules if asks(one, works, done.get(person, ()), on)]
            standing = standings[person, programme.pk].standing
            made = decide(asking, standing, on, window_days=programme.renewal_window_days)
            asked += 1
            let_off += made.goes
    is_told = min(let_off, asked - let_off) >= FEWEST_TOLD
    return Effect(asked, let_off, asked - let_off) if is_told else Effect(asked, None, None)


def _is_of(terms: Terms, company: Organisation) -> bool:
    return terms.path.startswith(company.path)


def _counting(terms: Terms, counted: Programme) -> Terms:
    return replace(terms, met_by=terms.met_by | {counted.pk})


def _who_has_to(programme: Programme, company: Organisation) -> QuerySet[Person]:
    asking = Ground.objects.standing().filter(
        enrolment=OuterRef("pk"), rule__organisation__path__startswith=company.path
    )
    rows = Enrolment.objects.open().filter(Exists(asking), programme=programme, completion=None)
    return Person.objects.filter(pk__in=rows.values("person"))


def met_elsewhere(
    person: Person, on: date, language: str, *, besides: Collection[int]
) -> list[tuple[str, str]]:
    """To a person: the programmes that she is not asked for, since another that she holds counts
    as it where she works; titles of both. Not those `besides`, which she has or has done.

    One query where nothing concerns her, else always the same number.
    """
    if not Equivalent.objects.in_force(on).concerning(person, on).exists():
        return []
    rules = [one for one in terms_in_force(on) if one.met_by and one.programme_id not in besides]
    done = held_of([person.pk], rules, on).get(person.pk, set())
    works = works_of([person.pk], on).get(person.pk, [])
    pairs = {
        (one.programme_id, counted)
        for one in rules
        if is_met([one], works, done, on)
        for counted in one.met_by & done
    }
    return _in_words(sorted(pairs), language)


def _in_words(pairs: Sequence[tuple[int, int]], language: str) -> list[tuple[str, str]]:
    ids = {pk for pair in pairs for pk in pair}
    texts = programme_texts(ids, language)
    codes = dict(Programme.objects.filter(pk__in=ids).values_list("pk", "code"))
    titles = {pk: texts[pk].title if pk in texts else codes[pk] for pk in ids}
    return [(titles[programme], titles[counted]) for programme, counted in pairs]
