"""Addresses of services as an environment gives them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from lms.settings.addresses import s3_storage


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
