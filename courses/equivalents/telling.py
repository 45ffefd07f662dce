"""What counting one programme as another does, and to whom it is said."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef

from courses.equivalents.models import Equivalent
from courses.models import Completion, Enrolment, Programme
from courses.progress import programme_texts
from courses.rules.models import Ground
from courses.rules.preview import Outcome, told
from courses.validity import LEARNT
from people.models import Organisation, Person


def effect(
    company: Organisation, programme: Programme, counted: Programme, on: date
) -> dict[Outcome, int | None]:
    """Of those whom a company's rules ask for a programme and who have not done it: how many hold
    what would count as it. Empty, or None, where so few people are not told."""
    asking = Ground.objects.standing().filter(
        enrolment=OuterRef("pk"), rule__organisation__path__startswith=company.path
    )
    holding = Completion.objects.valid(on).filter(
        LEARNT, enrolment__programme=counted, enrolment__person=OuterRef("person")
    )
    asked = Enrolment.objects.open().filter(Exists(asking), programme=programme, completion=None)
    people = Counter({Outcome.STAYS: asked.filter(~Exists(holding)).count()})
    people[Outcome.MET] = asked.filter(Exists(holding)).count()
    return told(+people)


def counting_as(
    person: Person, held: Collection[int], on: date, language: str
) -> dict[int, list[str]]:
    """To a person: what else each of these programmes that she holds counts as where she works, as
    titles. One query if it counts as nothing, else two."""
    if not held:
        return {}
    rows = Equivalent.objects.in_force(on).concerning(person, on).filter(counted__in=held)
    pairs = sorted(set(rows.values_list("counted", "programme", "programme__code")))
    texts = programme_texts({programme for _, programme, _ in pairs}, language) if pairs else {}
    found: dict[int, list[str]] = defaultdict(list)
    for counted, programme, code in pairs:
        found[counted].append(texts[programme].title if programme in texts else code)
    return found
