"""Pages go out small to whoever can read them so, and mean the same."""

import gzip

import pytest

pytestmark = pytest.mark.django_db


def test_a_page_is_compressed_for_a_browser_that_can_read_it(client):
    plain = client.get("/account/login/")
    small = client.get("/account/login/", headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert len(small.content) < len(plain.content) / 2
    assert b"</html>" in gzip.decompress(small.content)


def test_a_page_never_has_the_same_length_twice_for_the_same_words(client):
    """So that nobody can measure a secret by guessing at it."""
    lengths = {
        len(client.get("/account/login/", headers={"accept-encoding": "gzip"}).content)
        for _ in range(12)
    }

    assert len(lengths) > 1


def test_what_is_no_page_is_left_as_it_is(client):
    answer = client.get("/livez", headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in answer
