"""First attempts stay counted when what they were made for is dropped from the enrolment."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from courses.models import Requirement
from metrics import periods
from metrics.report import report
from metrics.suppression import Audience
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
)
from tests.metrics import records
from tests.metrics.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]


def test_an_attempt_at_what_was_dropped_later_is_a_first_attempt_still():
    programme, edition = ProgrammeFactory(code="A", modules=[]), EditionFactory()
    company = OrganisationFactory()
    for number in range(10):
        person = MembershipFactory(organisation=company).person
        asked = records.enrolment(person, programme, assigned=date(2026, 1, 8), cycle=2)
        tried = records.study(asked, edition)
        at = datetime(2026, 2, 2, 9, tzinfo=UTC)
        records.attempt(tried, at, "90" if number < 6 else "40")

    def first_attempts():
        rows = report(company, periods.period("2026", today=TODAY), Audience.INSIDE)
        wanted = {"LRN-01", "LRN-02"}
        return {
            row.kpi_id: (row.numerator, row.denominator)
            for row in rows
            if row.kpi_id in wanted and row.dims == ("programme=A",)
        }

    before = first_attempts()
    Requirement.objects.update(dropped_at=timezone.now())

    assert before["LRN-01"] == (6, 10)
    assert first_attempts() == before
