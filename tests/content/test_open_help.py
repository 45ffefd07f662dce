"""Help from an open module, and addresses that lead nowhere: the same plain page, no trace."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Organisation
from tests.documents import document
from tests.factories import EditionFactory, ModuleFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

CHANNELS = [{"name": "Workers' Helpline", "phone": "+44 20 7946 0456", "independent": True}]


@pytest.fixture
def d1():
    module = ModuleFactory(code="D1", is_open=True)
    EditionFactory(module=module, document=document(module="D1", mode="open", quiz=None))
    return module


@pytest.fixture
def site():
    return OrganisationFactory(site=True)


@pytest.fixture
def reader():
    return Client()


def assert_plain(page):
    """The plain page: no trace, no name of ours, the way out."""
    assert not page.cookies
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "notebook.svg" in page.text
    assert "data-close" in page.text
    assert reverse("concern") not in page.text
    assert "Daylight" not in page.text


def test_help_is_told_in_the_readers_language_without_leaving_the_plain_page(d1, reader, settings):
    settings.CONCERN_CHANNELS = CHANNELS
    module = reader.get(reverse("open-module", args=["ar", "D1"]))
    address = reverse("open-help", args=["ar"])

    page = reader.get(address)

    assert address == "/work/ar/help/"
    assert f'href="{address}"' in module.text
    assert reverse("concern") not in module.text
    assert '<html lang="ar" dir="rtl">' in page.text
    assert "+44 20 7946 0456" in page.text
    assert_plain(page)


def test_help_keeps_the_site_it_was_asked_from(d1, site, reader):
    here = {"site": site.uuid, "language": "en"}

    told = reader.get(reverse("open-module", kwargs=here | {"code": "D1"})).text
    page = reader.get(reverse("open-help", kwargs=here))

    assert f'href="{reverse("open-help", kwargs=here)}"' in told
    assert f'href="{reverse("open-modules", kwargs=here)}"' in page.text
    assert "<title>Work information</title>" in page.text


def test_help_is_there_even_when_no_module_is(reader):
    page = reader.get(reverse("open-help", args=["en"]))

    assert page.status_code == 200
    assert_plain(page)


@pytest.mark.parametrize(
    "address",
    [
        "/work/xx/",
        "/work/xx/help/",
        "/work/xx/D1/",
        "/work/en/D9/",
        "/work/en/D1/a/b/c/",
        "/work/!/",
    ],
)
def test_what_is_not_here_is_told_in_the_same_plain_page(d1, reader, address):
    page = reader.get(address)

    assert page.status_code == 404
    assert "This page is not here" in page.text
    assert f'href="{reverse("open-help", args=["en"])}"' in page.text
    assert_plain(page)


def test_a_missing_page_speaks_the_language_of_its_address(d1, reader):
    page = reader.get("/work/ar/D9/")

    assert '<html lang="ar" dir="rtl">' in page.text
    assert reverse("open-help", args=["ar"]) in page.text


def test_a_restricted_site_offers_the_help_that_is_everybodys(d1, site, reader):
    Organisation.objects.filter(pk=site.pk).update(state=Organisation.State.RESTRICTED)

    for place in (site.uuid, uuid.uuid4()):
        page = reader.get(reverse("open-help", kwargs={"site": place, "language": "en"}))

        assert page.status_code == 404
        assert str(place) not in page.text
        assert reverse("open-help", args=["en"]) in page.text


def test_an_address_without_its_last_stroke_is_led_to_the_one_with_it(d1, reader):
    assert reader.get("/work/en/D1")["Location"] == "/work/en/D1/"
