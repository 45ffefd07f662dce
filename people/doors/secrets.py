"""What is compared: pictures and one-time codes slowly, secrets of 160 bits by their digest."""

from functools import cache
from hashlib import sha256

from django.contrib.auth.hashers import check_password, make_password

from people.doors.pictures import Picked, written


def hash_of(picked: Picked) -> str:
    """What is kept of pictures: by the password hasher, with a salt for everybody."""
    return make_password(written(picked))


def is_hash_of(kept: str, said: str) -> bool:
    """Whether that was said. Where nothing is kept it takes as long, and is never right."""
    is_same = check_password(said, kept or _nobodys())
    return bool(kept) and is_same


@cache
def _nobodys() -> str:
    return make_password("nobody's")


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
