"""What an environment gives is read strictly, and nonsense is told by its name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from lms.settings.environment import Environment, concern_channels, s3_storage


@pytest.mark.parametrize(
    ("address", "endpoint", "secret"),
    [
        ("s3://AKIA:ab%2Fcd%2Bef@s3.example.org:9000/b", "https://s3.example.org:9000", "ab/cd+ef"),
        ("s3://AKIA:plain@eu.s3.example.org/b", "https://eu.s3.example.org", "plain"),
        ("s3+http://AKIA:a%40b@10.0.0.7:9000/b/", "http://10.0.0.7:9000", "a@b"),
    ],
)
def test_a_store_is_where_its_address_says_with_its_secret_decoded(address, endpoint, secret):
    options = s3_storage(address)["OPTIONS"]

    assert (options["endpoint_url"], options["secret_key"]) == (endpoint, secret)
    assert (options["access_key"], options["bucket_name"]) == ("AKIA", "b")
    assert options["default_acl"] == "private"


@pytest.mark.parametrize(
    "address",
    [
        "https://AKIA:secret@host/bucket",
        "s3://AKIA:ab/cd@minio.example.org/bucket",
        "s3://AKIA:12/34@minio.example.org/bucket",
        "s3://minio.example.org/bucket",
        "s3://AKIA@minio.example.org/bucket",
        "s3://AKIA:secret@minio.example.org/",
        "s3://AKIA:secret@minio.example.org/bucket/folder",
    ],
)
def test_half_an_address_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE_URL"):
        s3_storage(address)


@pytest.mark.parametrize("said", ["true", "on", "1", "YES"])
def test_yes_is_said_in_several_ways(monkeypatch, said):
    monkeypatch.setenv("ANSWER", said)

    assert Environment().bool("ANSWER") is True


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda env: env.bool("ANSWER"), "maybe"),
        (lambda env: env.int("ANSWER"), "abc"),
        (lambda env: env.json("ANSWER"), "[1,"),
        (lambda env: env.database("ANSWER"), "nonsense"),
        (lambda env: env.database("ANSWER"), ""),
        (lambda env: env.service("ANSWER", ["redis"]), "nonsense"),
        (lambda env: env.service("ANSWER", ["redis"]), "https://cache.example.org"),
    ],
)
def test_nonsense_is_told_by_its_name(monkeypatch, read, said):
    monkeypatch.setenv("ANSWER", said)

    with pytest.raises(ImproperlyConfigured, match="ANSWER"):
        read(Environment())


def test_a_service_may_be_left_out(monkeypatch):
    monkeypatch.delenv("ANSWER", raising=False)

    assert Environment().service("ANSWER", ["redis"]) == ""


@pytest.mark.parametrize(
    "told",
    [
        [1, 2],
        {"name": "a", "phone": "1"},
        [{"phone": "1"}],
        [{"name": "a"}],
        [{"name": "a", "address": "javascript:alert(1)"}],
        [{"name": "a", "phone": 112}],
    ],
)
def test_a_channel_for_concerns_has_a_name_and_a_way_to_it(told):
    with pytest.raises(ImproperlyConfigured, match="CONCERN_CHANNELS"):
        concern_channels(told)


def test_channels_are_taken_as_they_are():
    told = [{"name": "a", "phone": "1"}, {"name": "b", "address": "https://b.example.org/"}]

    assert concern_channels(told) == told
