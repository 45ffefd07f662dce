"""Taking a programme's page away withdraws the programme; publishing it again brings it back."""

import pytest
from django.urls import reverse

from courses.models import Programme
from people import actions as people
from people.audit.models import AuditEvent
from people.models import Power
from tests.content import pages
from tests.content.pages import locale
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def is_withdrawn():
    return Programme.objects.get().withdrawn_at is not None


def test_a_programme_without_its_page_is_withdrawn_until_it_is_published_again():
    page = pages.programme()
    page.save_revision().publish()
    assert not is_withdrawn()

    page.unpublish()
    assert is_withdrawn()

    page.refresh_from_db()
    page.save_revision().publish()
    assert not is_withdrawn()


def test_a_translation_taken_away_withdraws_nothing_and_its_return_brings_nothing_back():
    page = pages.programme()
    page.save_revision().publish()
    pages.home().copy_for_translation(locale("es")).save_revision().publish()
    spanish = page.copy_for_translation(locale("es"))
    spanish.save_revision().publish()

    spanish.unpublish()
    assert not is_withdrawn()

    page.unpublish()
    spanish.refresh_from_db()
    spanish.save_revision().publish()
    assert is_withdrawn()


def test_a_programmes_page_that_is_deleted_is_withdrawn():
    page = pages.programme()
    page.save_revision().publish()

    page.delete()

    assert is_withdrawn()


def test_who_takes_a_programme_away_is_told_what_follows_and_named_in_the_log(client):
    author = PersonFactory()
    people.grant(author, Power.AUTHOR, OrganisationFactory(), by=None)
    client.force_login(author)
    page = pages.published().get_parent()

    told = client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), follow=True)

    assert "Nobody is asked for this programme any more" in told.content.decode()
    event = AuditEvent.objects.filter(verb="programme-changed").latest("pk")
    assert (event.facts["is_withdrawn"], event.actor) == (True, author.uuid)
