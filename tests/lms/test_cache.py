"""Redis may go and come back: nobody is told, and the throttle goes on counting."""

import pytest
from django.test import override_settings

from lms.cache import PatientRedisCache, TidyFileCache
from lms.settings.base import VAR, file_caches
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
    away = {"BACKEND": "lms.cache.PatientRedisCache", "LOCATION": NOWHERE}
    caches = {"default": away, "once": away}

    with override_settings(CACHES=caches):
        for number in range(12):
            client.post("/account/login/", {"login": person.email, "password": f"guess {number}"})
        client.post("/account/login/", {"login": person.email, "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_without_redis_what_may_be_thrown_away_is_apart_from_the_throttles(cache):
    once = PatientRedisCache(NOWHERE, {"OPTIONS": {"memory": "once"}})
    cache.set("a", 1)

    once.clear()

    assert cache.get("a") == 1


def test_a_full_folder_loses_what_has_expired_before_what_is_needed(tmp_path, monkeypatch):
    monkeypatch.setattr("lms.cache.SETS_BETWEEN_TIDYINGS", 10)
    folder = TidyFileCache(str(tmp_path), {"OPTIONS": {"MAX_ENTRIES": 9}})
    for number in range(4):
        folder.set(f"needed-{number}", number, 60)
    for number in range(5):
        folder.set(f"expired-{number}", number, -1)

    folder.set("one-more", 1, 60)

    assert len(list(tmp_path.iterdir())) == 5
    assert [folder.get(f"needed-{number}") for number in range(4)] == [0, 1, 2, 3]


def test_a_folder_stays_as_small_as_it_should(tmp_path, monkeypatch):
    monkeypatch.setattr("lms.cache.SETS_BETWEEN_TIDYINGS", 5)
    folder = TidyFileCache(str(tmp_path), {"OPTIONS": {"MAX_ENTRIES": 20}})

    for number in range(60):
        folder.set(str(number), number, 60)

    assert len(list(tmp_path.iterdir())) <= 25


def test_throttles_are_not_kept_where_anybody_may_throw_things():
    kept = file_caches(VAR)

    assert kept["default"]["LOCATION"] != kept["once"]["LOCATION"]
    assert kept["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000
