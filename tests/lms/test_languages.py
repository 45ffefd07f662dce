"""Which language an answer speaks: that of the address if it begins with one, else the reader's."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.languages import of_address
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/my/", "my"),
        ("/my", "my"),
        ("/ar/library/", "ar"),
        ("/my-data/", None),
        ("/esteem/", None),
        ("/es-data/", None),
        ("/", None),
        ("", None),
    ],
)
def test_an_address_begins_with_a_language_or_it_does_not(path, language):
    assert of_address(path) == language


@pytest.mark.parametrize("language", ["en", "es", "ar", "bn", "my"])
def test_an_address_that_only_looks_like_one_speaks_the_readers(language):
    browser = Client()
    browser.force_login(PersonFactory(language=language))

    answer = browser.get(reverse("my-data"))

    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.text
