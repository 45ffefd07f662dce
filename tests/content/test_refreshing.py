"""What a renewal asks for, as an author says it on the programme's page in the CMS."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.models import Programme
from people import actions as people
from people.models import Power
from tests.content import pages
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_an_author_says_what_a_renewal_asks_for(client):
    author = PersonFactory()
    people.grant(author, Power.AUTHOR, OrganisationFactory(), by=None)
    client.force_login(author)
    first, again = pages.published(code="B1"), pages.draft(code="B9", title="A short look back")
    page = pages.programme()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = {
        "title": page.title,
        "code": page.code,
        "summary": "",
        "planned": streamfield([]),
        "validity_months": "24",
        "renewal_window_days": "60",
        "runs_out": "expiry",
        "runs_out_day": "",
        "lapses_after_days": "90",
        "action-publish": "1",
    }
    chosen = {
        "audience_roles": ["procurement"],
        "first_time_only": [first.code],
        "renewal_only": [again.code],
    }

    told = client.post(edit, nested_form_data(data) | chosen).text
    assert again.title in told
    assert "At a renewal there would be nothing to do." in told
    assert not Programme.objects.get().places.exclude(in_cycles="every").exists()

    again.get_latest_revision().publish()
    assert client.post(edit, nested_form_data(data) | chosen).status_code == 302
    asked = Programme.objects.get().places.values_list("module__code", "in_cycles")
    assert dict(asked) == {"B1": "first", "B9": "renewals"}
    assert Programme.objects.get().lapses_after_days == 90
