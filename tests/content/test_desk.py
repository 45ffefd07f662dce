"""The author's desk."""

from datetime import date

import pytest
from django.urls import reverse

from content.desk import WaitingPanel
from courses.models import Edition
from people import actions as people
from people.models import Power
from tests.content import pages, translating
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    person = PersonFactory()
    people.grant(person, Power.AUTHOR, OrganisationFactory(), by=None)
    client.force_login(person)
    return person


def review(page):
    return reverse("translation-review", args=[page.pk])


def newest():
    return Edition.objects.filter(language="es").newest_first().first()


def test_an_author_says_that_a_speaker_has_read_a_translation(client, author):
    page = translating.translated(pages.published())

    response = client.post(review(page), {"state": "reviewed"}, follow=True)

    assert "reviewed by a speaker" in response.content.decode()
    assert (newest().review, newest().published_by) == ("reviewed", author)


def test_asking_shows_how_far_it_is_and_changes_nothing(client, author):
    page = translating.translated(pages.published())

    response = client.get(review(page))

    assert response.context["form"].initial == {"state": "unreviewed"}
    assert newest().number == 1


def test_an_unknown_state_is_asked_again(client, author):
    page = translating.translated(pages.published())

    assert client.post(review(page), {"state": "perfect"}).status_code == 422


def test_the_original_is_not_reviewed_by_a_speaker(client, author):
    page = pages.published()

    response = client.post(review(page), {"state": "reviewed"}, follow=True)

    assert "Only a translation is reviewed" in response.content.decode()


def test_nobody_else_reviews(client):
    page = translating.translated(pages.published())
    client.force_login(PersonFactory())

    client.post(review(page), {"state": "reviewed"})

    assert newest().review == "unreviewed"


def test_the_first_page_tells_what_waits(client, author):
    page = translating.translated(pages.published(review_by=date(2020, 1, 1)))

    told = client.get("/cms/").content.decode()

    assert review(page) in told
    assert "Facts to look at again" in told


def test_nothing_waits_once_it_is_read(client, author):
    page = translating.translated(pages.published())
    client.post(review(page), {"state": "reviewed"})

    assert review(page) not in client.get("/cms/").content.decode()


def test_what_waits_is_found_in_two_questions(author, django_assert_num_queries):
    translating.translated(pages.published())
    translating.translated(pages.published(code="B4"))

    with django_assert_num_queries(2):
        WaitingPanel().get_context_data()
