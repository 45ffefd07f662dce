"""Coverage of a programme that counts in the role: who came back too late is covered no more."""

from datetime import date

import pytest

from metrics import periods
from metrics.report import report
from metrics.suppression import Audience
from people.models import RoleHeld
from tests.factories import MembershipFactory, OrganisationFactory, ProgrammeFactory
from tests.metrics import records
from tests.metrics.conftest import TODAY

pytestmark = pytest.mark.django_db


def test_only_who_was_back_before_the_handover_was_over_is_covered_still():
    programme = ProgrammeFactory(code="A", handover_days=30)
    company = OrganisationFactory()
    people = [MembershipFactory(organisation=company) for _ in range(6)]
    for membership in people:
        done = records.completion(records.enrolment(membership.person, programme), date(2026, 1, 5))
        done.handover_days = programme.handover_days
        done.save()
    RoleHeld.objects.filter(membership__in=people[:2]).update(ended_on=date(2026, 3, 1))
    for membership, back in zip(people, (date(2026, 4, 1), date(2026, 4, 2)), strict=False):
        membership.roles.create(role="procurement", started_on=back)

    def covered(code):
        period = periods.period(code, today=TODAY)
        rows = report(records.root(), period, Audience.INSIDE)
        (row,) = [one for one in rows if one.kpi_id == "PAR-01" and one.dims == ("programme=A",)]
        return row.numerator, row.denominator

    assert covered("2026") == (5, 6)
