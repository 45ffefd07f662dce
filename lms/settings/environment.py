"""Reads what an environment gives into settings, and says by name what cannot be read."""

from collections.abc import Collection
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SCHEMES = {"s3": "https", "s3+http": "http"}
# Those of anymail's that need nothing beside it; lms/mail_events.py hears what they say.
MAIL_PROVIDERS = ("brevo", "mailgun", "mailjet", "postmark", "sendgrid")
NO = {"false", "no", "off", "n", "0", ""}


class Environment(environ.Env):
    """django-environ, but strict: nonsense is not taken for "no", and is told with its name."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except (ValueError, TypeError, KeyError) as error:
            raise ImproperlyConfigured(f"{var} cannot be read: {error}.") from error

    def bool(self, var: str, default: bool = False) -> bool:
        said = str(self.str(var, default=str(default))).strip().lower()
        if said in NO:
            return False
        if said not in self.BOOLEAN_TRUE_STRINGS:
            raise ImproperlyConfigured(f"{var} is true or false, not {said}.")
        return True

    def service(self, var: str, schemes: Collection[str]) -> str:
        """The address of a service that may be left out; its scheme is one of these."""
        address = str(self.str(var, default=""))
        if address and urlsplit(address).scheme not in schemes:
            raise ImproperlyConfigured(f"{var} begins with one of: {', '.join(schemes)}.")
        return address

    def one_of(self, var: str, known: Collection[str]) -> str:
        """One of a few words, or nothing."""
        said = str(self.str(var, default=""))
        if said and said not in known:
            raise ImproperlyConfigured(f"{var} is one of: {', '.join(known)}; not {said}.")
        return said

    def database(self, var: str) -> dict[str, Any]:
        if urlsplit(self.str(var)).scheme not in self.DB_SCHEMES:
            raise ImproperlyConfigured(
                f"{var} is postgres://user:password@host/name or sqlite:///…"
            )
        settings: dict[str, Any] = self.db_url(var)
        return settings


def concern_channels(told: object) -> list[dict[str, object]]:
    """Whom to tell of a concern: each with a name, and a phone or the address of a page."""
    if not isinstance(told, list) or not all(map(_is_channel, told)):
        raise ImproperlyConfigured(
            "CONCERN_CHANNELS is a list of channels, each with a name and a phone, or an address "
            "that begins with https://; see .env.example."
        )
    return told


def _is_channel(told: object) -> bool:
    if not isinstance(told, dict) or not _is_text(told.get("name")):
        return False
    address = told.get("address")
    if address is not None and not (_is_text(address) and str(address).startswith("https://")):
        return False
    return bool(address) or _is_text(told.get("phone"))


def _is_text(told: object) -> bool:
    return isinstance(told, str) and bool(told.strip())


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
