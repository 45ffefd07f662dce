"""The tests' own footing: what commits is undone, editions included."""

import pytest
from django.db import connection
from wagtail.models import Locale, Page

from courses.models import Edition, Module
from people.models import Person


@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_nothing_behind(time):
    assert not Module.objects.exists()
    assert Page.objects.filter(depth=1).exists()
    assert Locale.objects.exists()

    module = Module.objects.create(code="T1")
    person = Person.objects.create(full_name="Amina")
    Edition.objects.create(module=module, language="en", number=1, document={}, digest="0" * 64)

    assert (module.pk, person.pk) == (1, 1)


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
