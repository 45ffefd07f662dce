"""Counting what one address does, without remembering the address."""

import pytest
import time_machine
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache

from people import throttle

HOUR = 60 * 60


@pytest.fixture(params=["memory", "files"])
def kept(request, tmp_path, monkeypatch):
    """A cache, empty; both kinds forget differently."""
    made = {
        "memory": lambda: LocMemCache(f"{tmp_path}", {}),
        "files": lambda: FileBasedCache(f"{tmp_path}", {}),
    }[request.param]()
    monkeypatch.setattr(throttle, "cache", made)
    return made


def wait(rf, address="192.0.2.77", most=2):
    caller = rf.post("/", REMOTE_ADDR=address)
    return throttle.seconds_to_wait(caller, "asking", most=most, window=HOUR)


def test_it_is_counted_for_the_whole_window_and_then_anew(rf, kept):
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as clock:
        assert [wait(rf), wait(rf)] == [0, 0]
        clock.shift(HOUR - 60)
        assert wait(rf) == 60
        clock.shift(60)
        assert wait(rf) == 0


def test_the_key_holds_no_address_and_is_another_one_every_hour(rf, kept, monkeypatch):
    keys = []
    monkeypatch.setattr(kept, "incr", lambda key: keys.append(key) or 1)

    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as clock:
        wait(rf)
        wait(rf)
        clock.shift(HOUR)
        wait(rf)

    assert keys[0] == keys[1] != keys[2]
    assert "192.0.2" not in "".join(keys)


def test_callers_without_an_address_are_one(rf, kept):
    assert [wait(rf, "", most=1), wait(rf, "", most=1) > 0] == [0, True]
