"""What may be done about agreements: the only place that writes them."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from people import access
from people.agreements.models import Agreement
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.models import Organisation, Person, Power

# Who answers for the company: see lms/policy/.
ANSWER = (Power.CSO, Power.PEOPLE_ADMINISTRATOR)


class NotYoursToAnswer(Exception):
    """Somebody would answer for a company that she does not lead or administer as a whole."""


@transaction.atomic
def answer(
    company: Organisation,
    country: str,
    kind: str,
    *,
    by: Person | None,
    words: str = "",
    agreed_on: date | None = None,
) -> Agreement:
    """Say for a country that an agreement stands, is needed, or is not. The same twice is once.

    `by` is nobody where an operator does it. Raises NotYoursToAnswer.
    """
    if by and company not in access.companies_of(by, *ANSWER):
        raise NotYoursToAnswer(country)
    Organisation.objects.select_for_update().get(pk=company.pk)
    before = Agreement.objects.open().filter(company=company, country=country).first()
    facts = {"kind": kind, "words": words, "agreed_on": agreed_on}
    if before and facts == {name: getattr(before, name) for name in facts}:
        return before
    if before:
        before.ended_at = timezone.now()
        before.save(update_fields=["ended_at"])
    row = Agreement.objects.create(company=company, country=country, entered_by=by, **facts)
    audit.record(
        Verb.AGREEMENT_ANSWERED,
        by=by,
        about=company,
        of=company,
        country=country,
        answer=str(kind),
        agreement=str(row.uuid),
    )
    return row
