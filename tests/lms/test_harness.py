"""The tests' own footing: what commits is undone, editions included."""

import pytest
from django.core.cache import cache, caches
from django.db import connection
from wagtail.models import Locale, Page

from courses.models import Edition, Module
from people.models import Person
from tests.snapshot import Snapshot


@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_nothing_behind(time):
    assert not Module.objects.exists()
    assert Page.objects.filter(depth=1).exists()
    assert Locale.objects.exists()

    commit_something()


@pytest.mark.django_db(transaction=True)
def test_what_is_put_back_has_the_row_ids_of_before():
    before = Snapshot()
    first = commit_something()

    before.put_back()

    assert not Module.objects.exists()
    assert commit_something() == first


def commit_something():
    module = Module.objects.create(code="T1")
    person = Person.objects.create(full_name="Amina")
    Edition.objects.create(module=module, language="en", number=1, document={}, digest="0" * 64)
    return module.pk, person.pk


def test_a_process_that_forgets_leaves_others_what_they_remember(settings):
    """Processes share a Redis: a throttle that one counts must not be washed away by another."""
    mine = settings.CACHES["default"]
    # In memory processes are apart anyway; in Redis it is their prefix that parts them.
    apart = {"KEY_PREFIX": "daylight-tests-others"} if "KEY_PREFIX" in mine else {"LOCATION": "x"}
    settings.CACHES = {"default": mine, "others": mine | apart}
    caches["others"].set("count", 5)

    cache.clear()

    assert caches["others"].get("count") == 5
    caches["others"].clear()
    assert caches["others"].get("count") is None


@pytest.mark.browser
def test_a_browser_reads_a_page_of_ours(chromium):
    answer = chromium.goto("/livez")

    assert answer.status == 200


@pytest.mark.browser
def test_a_browser_is_kept_from_third_parties(chromium, complaints):
    chromium.goto("/livez")
    chromium.evaluate("fetch('http://example.org/').catch(() => null)")

    assert any("example.org" in complaint for complaint in complaints)
    complaints.clear()


def test_tests_run_on_the_database_they_name(db, settings):
    assert connection.vendor in settings.DATABASES["default"]["ENGINE"]
