"""A programme's public page: its modules in every language, open to those who have it."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from content.models import modules_of
from courses.models import Module
from tests.content import pages
from tests.factories import EnrolmentFactory, PersonFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def page_of(client, language="en"):
    twin = pages.programme().get_translation(pages.locale(language))
    response = client.get(twin.get_url())
    assert response.status_code == 200
    return response


@pytest.fixture
def module():
    return pages.published()


def test_a_module_in_one_language_only_is_listed_in_the_others_and_says_so(client, module):
    pages.publish_home_in("ar")

    (item,) = page_of(client, "ar").context["items"]

    with translation.override("ar"):
        english = translation.gettext("English")
    assert item["title"] == module.title
    assert item["lang"] == "en"
    assert english in item["meta"]


@pytest.mark.parametrize(("code", "told"), [("es", "(en inglés)"), ("en", "")])
def test_a_languages_name_stands_small_in_a_spanish_sentence(module, code, told):
    with translation.override(code):
        meta = module.as_item(code, may_open=False)["meta"]

    assert meta.endswith(told or "minutes")


def test_a_translated_module_is_listed_once_in_the_readers_language(module):
    pages.publish_home_in("es")
    twin = module.copy_for_translation(pages.locale("es"))
    twin.title = "¿Quién pagó?"
    twin.save_revision().publish()

    spanish = modules_of(pages.programme().get_translation(pages.locale("es")))

    assert [page.title for page in spanish] == ["¿Quién pagó?"]
    assert [page.title for page in modules_of(pages.programme())] == [module.title]


def test_a_stranger_reads_what_there_is_without_a_way_in(client, module):
    address = reverse("module", args=[module.code])

    for reader in (client, signed_in(PersonFactory())):
        told = page_of(reader).text
        assert module.title in told
        assert address not in told
        assert "(in English)" not in told


def test_who_has_the_programme_goes_straight_to_the_module(module):
    unit = Module.objects.get(code=module.code)
    enrolment = EnrolmentFactory(programme=ProgrammeFactory(modules=[unit]))

    told = page_of(signed_in(enrolment.person)).text

    assert f'href="{reverse("module", args=[module.code])}"' in told


def test_it_says_whom_it_is_for_in_the_plural(client, module):
    told = page_of(client).text

    assert "People in procurement" in told


def test_an_open_programme_speaks_of_no_certificate_and_no_repeating(client, module):
    programme = pages.programme()
    programme.is_open, programme.has_certificate, programme.validity_months = True, False, 12
    programme.save_revision().publish()

    told = page_of(client).text

    assert "Read without signing in; nothing is kept of who reads it." in told
    assert "Certificate" not in told
    assert "Again after" not in told


@pytest.mark.parametrize(
    ("months", "window", "wrong"),
    [
        (0, 0, "validity_months"),
        (1, 28, "renewal_window_days"),
        (2, 60, "renewal_window_days"),
        (12, 365, "renewal_window_days"),
        (12, 364, None),
        (None, 60, None),
    ],
)
def test_nobody_would_be_asked_again_as_soon_as_it_is_done(months, window, wrong):
    page = pages.programme()
    page.validity_months, page.renewal_window_days = months, window

    try:
        page.full_clean()
        told = {}
    except ValidationError as error:
        told = error.message_dict

    assert list(told) == ([wrong] if wrong else [])
