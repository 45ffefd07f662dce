"""What a programme's page tells the record."""

import pytest
from django.core.exceptions import ValidationError

from courses.models import Programme, ProgrammeText
from tests.content import pages
from tests.content.pages import fill, locale

pytestmark = pytest.mark.django_db


def places():
    return list(Programme.objects.get().places.values_list("module__code", "order", "is_required"))


def test_a_published_programme_is_told_to_the_record():
    page = pages.programme()
    planned = [{"type": "module", "id": "p1", "value": "Where risk sits"}]

    fill(page, planned=planned, validity_months=24, summary="Buy well.").save_revision().publish()

    programme = Programme.objects.get()
    words = ProgrammeText.objects.get()
    assert (programme.code, programme.audience_roles, programme.validity_months) == (
        "B",
        ["procurement"],
        24,
    )
    assert (words.language, words.title, words.summary) == (
        "en",
        "Buying without harm",
        "Buy well.",
    )
    assert words.planned == ["Where risk sits"]


def test_a_day_of_the_year_is_told_and_lost_when_another_way_is_chosen():
    page = pages.programme()

    def told(**rules):
        page.refresh_from_db()
        fill(page, **rules)
        page.full_clean()
        page.save_revision().publish()
        return Programme.objects.values_list("runs_out", "runs_out_day").get()

    assert told(runs_out="day", runs_out_day="03-31") == ("day", "03-31")
    assert told(runs_out="completion") == ("completion", "")
    with pytest.raises(ValidationError, match="On which day of the year"):
        told(runs_out="day")
    with pytest.raises(ValidationError, match="Write the month and the day"):
        told(runs_out="day", runs_out_day="02-30")


def test_a_published_module_takes_its_place_in_the_programme():
    pages.published(code="B3")
    pages.published(code="B4")

    assert places() == [("B3", 1, True), ("B4", 2, True)]


def test_a_draft_is_not_asked_of_anyone():
    pages.published(code="B3")
    pages.draft(code="B4")

    assert places() == [("B3", 1, True)]


def test_a_module_taken_down_keeps_its_place_and_is_no_longer_required():
    pages.published(code="B3")
    page = pages.published(code="B4")

    page.unpublish()

    assert places() == [("B3", 1, True), ("B4", 2, False)]


def test_a_translated_page_tells_words_and_no_rules():
    page = pages.programme()
    pages.home().copy_for_translation(locale("es")).save_revision().publish()
    spanish = page.copy_for_translation(locale("es"))

    fill(spanish, title="Comprar sin daño", validity_months=12).save_revision().publish()

    assert Programme.objects.get().validity_months is None
    assert set(ProgrammeText.objects.values_list("language", "title")) == {
        ("en", "Buying without harm"),
        ("es", "Comprar sin daño"),
    }


def told_in_cycles():
    return dict(Programme.objects.get().places.values_list("module__code", "in_cycles"))


def test_a_refresher_is_told_to_the_record_and_on_the_public_page(client):
    for code in ("B1", "B2", "B9"):
        pages.published(code=code)
    page = pages.programme()
    rules = {"first_time_only": ["B1"], "renewal_only": ["B9"], "lapses_after_days": 90}
    rules["handover_days"] = 0

    for name, value in rules.items():
        setattr(page, name, value)
    page.full_clean()
    page.save_revision().publish()

    assert told_in_cycles() == {"B1": "first", "B2": "every", "B9": "renewals"}
    kept = Programme.objects.values_list("lapses_after_days", "handover_days").get()
    assert kept == (90, 0)
    items = client.get(page.get_url()).context["items"]
    told = [item["meta"].partition(" · ")[2] for item in items]
    assert told == ["only the first time", "", "only at a renewal"]
    # A module's own publishing leaves it as it is.
    pages.publish(pages.ModulePage.objects.get(code="B9"), title="Again")
    assert told_in_cycles()["B9"] == "renewals"


@pytest.mark.parametrize(
    ("first", "renewal", "fault"),
    [
        (["B1", "B2"], [], "At a renewal there would be nothing to do"),
        (["B1", "B2"], ["B9"], "At a renewal there would be nothing to do"),
        ([], ["B1", "B2"], "The first time there would be nothing to do"),
        (["B1"], ["B1"], "cannot be asked for only the first time and only at a renewal"),
    ],
)
def test_a_programme_without_a_way_to_begin_or_to_renew_is_not_published(first, renewal, fault):
    pages.published(code="B1")
    pages.published(code="B2")
    pages.draft(code="B9")
    page = pages.programme()
    page.first_time_only, page.renewal_only = first, renewal

    with pytest.raises(ValidationError, match=fault):
        page.save_revision().publish()

    assert set(told_in_cycles().values()) == {"every"}
