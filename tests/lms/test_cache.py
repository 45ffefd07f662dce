"""Redis may go and come back: nobody is told, and the throttle goes on counting."""

import pytest
from django.test import override_settings

from lms.cache import PatientRedisCache
from tests.factories import PASSWORD, PersonFactory

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def cache():
    away = PatientRedisCache(NOWHERE, {})
    away.clear()
    return away


def test_without_redis_a_process_remembers_for_itself(cache):
    cache.set("a", 1)
    cache.set_many({"b": 2, "c": 3})
    cache.incr("a")
    cache.delete("b")

    assert cache.get_many(["a", "b", "c"]) == {"a": 2, "c": 3}
    assert cache.add("a", 9) is False
    assert cache.get("missing", "default") == "default"
    assert "c" in cache


@pytest.mark.django_db
def test_without_redis_guessing_is_still_slowed_down(client, cache):
    person = PersonFactory()
    caches = {"default": {"BACKEND": "lms.cache.PatientRedisCache", "LOCATION": NOWHERE}}

    with override_settings(CACHES=caches):
        for number in range(12):
            client.post("/account/login/", {"login": person.email, "password": f"guess {number}"})
        client.post("/account/login/", {"login": person.email, "password": PASSWORD})

    assert "_auth_user_id" not in client.session
