"""Secrets of second factors, and ours at identity providers, at rest: encrypted under the
installation's key."""

import base64
import secrets
from collections.abc import Iterator

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

log = structlog.get_logger(__name__)

PURPOSE = "lms.accounts.secrets"


def encrypt(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def decrypt(kept: str) -> str:
    """The secret; where its key is lost, one that nobody knows, so that no code is ever right."""
    try:
        return _box().decrypt(kept.encode()).decode()
    except InvalidToken:
        log.error("second_factor_unreadable")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> Iterator[bytes]:
    """The present key first, which encrypts; then those that were before, which only decrypt."""
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        digest = salted_hmac(PURPOSE, "key", secret=secret, algorithm="sha256").digest()
        yield base64.urlsafe_b64encode(digest)
