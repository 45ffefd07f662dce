"""The report is counted at a moment and told for some minutes, alike everywhere."""

import json
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from courses.models import Enrolment
from metrics import kept, periods, tasks
from metrics.kept import Question
from metrics.report import entries
from metrics.suppression import Audience
from people.models import Grant
from tests.metrics import records
from tests.metrics.test_views import CSV, JSON, body, csv_rows, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]


def year():
    return periods.period("2026", today=timezone.now().date())


def test_what_is_told_is_what_an_uncounted_record_would_say(units_of_example_e8):
    told = kept.told(records.root(), year(), Audience.INSIDE)

    assert told.entries == entries(records.root(), year(), Audience.INSIDE)
    assert told.at == timezone.now()


def test_what_comes_out_of_the_cache_is_what_went_in(units_of_example_e8):
    first = kept.told(records.root(), year(), Audience.INSIDE)

    again = kept.told(records.root(), year(), Audience.INSIDE)

    assert again is not first
    assert again == first
    assert [entry.row.signed() for entry in again.entries] == [e.row for e in first.entries]


def test_a_kept_report_asks_for_nothing(units_of_example_e8, django_assert_num_queries):
    kept.told(units_of_example_e8, year(), Audience.INSIDE)

    with django_assert_num_queries(0):
        kept.told(units_of_example_e8, year(), Audience.INSIDE)


def test_the_two_audiences_are_kept_apart(units_of_example_e8):
    inside, outside = (kept.told(records.root(), year(), audience) for audience in Audience)

    assert len(outside.entries) < len(inside.entries)
    assert not any(entry.is_supplier for entry in outside.entries)


def page_without_token(lead):
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page_of(lead))


def test_what_happens_in_between_changes_neither_screen_nor_files(lead, units_of_example_e8):
    before = page_without_token(lead)
    asked = Enrolment.objects.filter(completion=None).first()
    records.completion(asked, date(2026, 11, 2))

    lines, data = csv_rows(lead), json.loads(body(lead.get(JSON)))

    assert page_without_token(lead) == before
    total = next(line for line in lines if line["kpi_id"] == "PAR-01" and "=" in line["dims"])
    assert (total["numerator"], total["denominator"]) == ("36", "45")
    assert data["counted_at"] == "2026-11-23T09:00:00+00:00"
    assert lead.get(CSV).headers["Last-Modified"] == "Mon, 23 Nov 2026 09:00:00 GMT"


def test_the_screen_says_when_it_was_counted(lead):
    assert "Counted on <bdi>" in page_of(lead)


def test_the_clock_counts_ahead_what_somebody_has_looked_at_and_nothing_else(
    units_of_example_e8, django_assert_num_queries
):
    company, programme = records.root(), Enrolment.objects.first().programme
    tasks.count_ahead()
    assert kept.count_ahead(date(2026, 11, 23)) == 0
    told = kept.told(company, year(), Audience.INSIDE)
    covered = kept.covered(company, programme, year())
    asked = Enrolment.objects.filter(completion=None, programme=programme).first()
    records.completion(asked, date(2026, 11, 2))

    with time_machine.travel("2026-11-23T09:05:00Z", tick=False):
        assert kept.count_ahead(date(2026, 11, 23)) == 2
        with django_assert_num_queries(0):
            told_later = kept.told(company, year(), Audience.INSIDE)
            covered_later = kept.covered(company, programme, year())

    assert (told_later.at, covered_later.at) == (timezone.now() + timedelta(minutes=5),) * 2
    assert told_later.entries != told.entries
    assert covered_later.entries != covered.entries


def test_no_number_of_a_hidden_figure_is_kept(units_of_example_e8):
    told = [Question(records.root(), year(), audience).answer() for audience in Audience]
    hidden = [entry for one in told for entry in one.entries if entry.row.numerator is None]

    assert any(entry.row.suppressed for entry in hidden)
    assert {(one.figure.denominator, one.figure.people) for one in hidden} == {(None, 0)}
    assert {one.figure.numerator for one in hidden} <= {0, 1}


def test_what_was_counted_just_now_is_not_counted_again(units_of_example_e8):
    kept.told(records.root(), year(), Audience.INSIDE)

    assert kept.count_ahead(date(2026, 11, 23)) == 0


def test_two_who_count_ahead_do_not_do_it_twice(units_of_example_e8):
    told = kept.told(records.root(), year(), Audience.INSIDE)
    with time_machine.travel("2026-11-23T09:05:00Z", tick=False):
        caches["once"].add("counting-ahead", True, 60)
        tasks.count_ahead()
        assert kept.told(records.root(), year(), Audience.INSIDE).at == told.at
        caches["once"].delete("counting-ahead")
        tasks.count_ahead()
        assert kept.told(records.root(), year(), Audience.INSIDE).at > told.at


def test_a_new_day_is_counted_before_anybody_asks(units_of_example_e8, django_assert_num_queries):
    company = records.root()
    kept.told(company, year(), Audience.INSIDE)

    with time_machine.travel("2026-11-24T00:01:00Z", tick=False):
        assert kept.count_ahead(date(2026, 11, 24)) == 1
        with django_assert_num_queries(0):
            told = kept.told(company, year(), Audience.INSIDE)

    assert told.entries[0].row.as_of == date(2026, 11, 24)


@pytest.mark.parametrize("passes", ["the minutes", "the day"])
def test_what_happened_shows_once_the_count_is_over(lead, units_of_example_e8, passes):
    page_of(lead)
    asked = Enrolment.objects.filter(completion=None).first()
    records.completion(asked, date(2026, 11, 2))

    if passes == "the minutes":
        caches["once"].clear()
        lines = csv_rows(lead)
    else:
        with time_machine.travel("2026-11-24T09:00:00Z", tick=False):
            lead.force_login(Grant.objects.get().person)
            lines = csv_rows(lead)

    total = next(line for line in lines if line["kpi_id"] == "PAR-01" and "=" in line["dims"])
    assert total["numerator"] == "37"
