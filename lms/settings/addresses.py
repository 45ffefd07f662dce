"""Reads addresses of services, as an environment gives them, into settings. Pure."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SCHEMES = {"s3": "https", "s3+http": "http"}


def s3_storage(address: str) -> dict[str, object]:
    """A Django storage from `s3://key:secret@host[:port]/bucket`; `s3+http://` without TLS.

    Key and secret are percent-encoded: a stroke in a secret is %2F. Raises ImproperlyConfigured
    with what is missing.
    """
    place = urlsplit(address)
    if place.scheme not in SCHEMES:
        raise ImproperlyConfigured("MEDIA_STORAGE_URL begins with s3:// (or s3+http://).")
    try:
        port = place.port
    except ValueError as error:  # the rest of a secret with a bare stroke in it
        raise ImproperlyConfigured(_incomplete()) from error
    bucket = place.path.strip("/")
    if not (place.username and place.password and place.hostname and bucket) or "/" in bucket:
        raise ImproperlyConfigured(_incomplete())
    host = f"{place.hostname}:{port}" if port else place.hostname
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(place.username),
            "secret_key": unquote(place.password),
            "endpoint_url": f"{SCHEMES[place.scheme]}://{host}",
            "bucket_name": bucket,
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }


def _incomplete() -> str:
    return (
        "MEDIA_STORAGE_URL is s3://key:secret@host:port/bucket, key and secret percent-encoded: "
        "a / in a secret is %2F."
    )
