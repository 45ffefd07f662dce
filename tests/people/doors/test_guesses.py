"""Ten thousand wrong guesses: who guesses gets no further, and learns nothing on the way."""

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.core.cache.backends.locmem import LocMemCache
from django.urls import reverse
from django.utils import timezone

from lms.cache import TidyFileCache
from people import throttle
from people.calendar import reporting_day
from people.doors import access, actions, guesses, secrets
from people.doors.models import JoinLink
from people.doors.pictures import Picture, written
from tests.people.doors.stage import OTHERS, PICKED, joined, pick, sign_in

pytestmark = pytest.mark.django_db

GUESSES = 10_000
MOST = GUESSES // 1000
# As a service keeps them: nothing is dropped to make room.
ROOMY = {"OPTIONS": {"MAX_ENTRIES": 10 * GUESSES}}
ON_FILES = 300  # as many as tell: each is a dozen files


@pytest.fixture(params=["memory", "files"])
def kept(request, tmp_path, monkeypatch):
    """The caches of both modes: a service's stand-in, and files beside SQLite."""
    made = {"memory": LocMemCache, "files": TidyFileCache}[request.param](f"{tmp_path}/c", ROOMY)
    monkeypatch.setattr(throttle, "cache", made)
    return made


@pytest.fixture
def compared(monkeypatch):
    """What reached the slow comparison."""
    seen = []
    compare = secrets.check_password
    monkeypatch.setattr(
        secrets, "check_password", lambda *args: seen.append(args) or compare(*args)
    )
    return seen


@pytest.fixture
def still():
    today = timezone.now()  # the day on which everybody here joined
    moment = today.replace(hour=10, minute=0, second=30, microsecond=0)
    with time_machine.travel(moment, tick=False) as clock:
        yield clock


def guess(rf, number, picked=OTHERS, address="192.0.2.7"):
    """One guess at the door itself, as the view makes it; whether it was compared."""
    try:
        with guesses.at_number(rf.post("/", REMOTE_ADDR=address), number) as right:
            door = access.door_of(number, reporting_day())
            right.say(secrets.is_hash_of(door.pictures if door else "", written(picked)))
    except guesses.TooManyGuesses:
        return False
    return True


def how_many(kept) -> int:
    return ON_FILES if isinstance(kept, TidyFileCache) else GUESSES


def test_ten_thousand_guesses_at_one_person_from_everywhere(rf, door, kept, compared, still):
    for place in range(how_many(kept)):
        guess(rf, door.number, address=f"10.{place >> 8}.{place % 256}.1")
        if not place % 100:
            still.shift(60)  # over nearly two hours

    assert 0 < len(compared) <= MOST


def test_ten_thousand_guesses_at_everybody_from_one_address(rf, kept, compared, still):
    numbers = count(100_000_000, 10_007)

    for _ in range(how_many(kept)):
        guess(rf, str(next(numbers)))

    assert 0 < len(compared) <= MOST


def test_ten_thousand_guesses_at_a_site_from_everywhere(rf, door, kept, compared, still):
    part = door.number[:5]

    for place in range(how_many(kept)):
        guess(rf, f"{part}{place:04}", address=f"10.{place >> 8}.{place % 256}.1")

    assert 0 < len(compared) <= MOST


def test_ten_thousand_guesses_at_join_codes(rf, client, link, kept, still, monkeypatch):
    asked = []
    look = JoinLink.objects.open
    monkeypatch.setattr(
        JoinLink.objects, "open", lambda on: asked.append(on) or look(on), raising=False
    )

    codes = (str(code) for code in range(10**9, 10**9 + how_many(kept)))
    refused = 0
    for code in codes:
        try:
            with guesses.at_code(rf.get("/"), "join-code") as right:
                right.say(JoinLink.objects.open(reporting_day()).filter(code=code).exists())
        except guesses.TooManyGuesses:
            refused += 1

    assert len(asked) <= MOST
    assert refused >= how_many(kept) - MOST


def test_the_pages_ask_the_throttle_first(client, door, link, still, compared):
    for _ in range(20):
        sign_in(client, door.number, OTHERS)
        client.get(reverse("join-site", args=["1111111111"]))

    compared.clear()
    right = sign_in(client, door.number, PICKED)
    found = client.get(reverse("join-site", args=[link.code]))

    assert (right.status_code, found.status_code, compared) == (429, 429, [])
    assert int(right["Retry-After"]) > 0
    assert SESSION_KEY not in client.session


def test_the_owner_gets_in_when_the_window_is_over(client, door, still):
    for _ in range(6):
        sign_in(client, door.number, OTHERS)
    still.shift(15 * 60)

    assert sign_in(client, door.number, PICKED).status_code == 302


def test_an_administrator_helps_past_what_others_guessed(client, door, administrator, still):
    for _ in range(6):
        sign_in(client, door.number, OTHERS)
    _, code = actions.make_code(door.person.memberships.get(), by=administrator)

    answer = client.post(reverse("door-code"), {"number": door.number, "code": code})

    assert answer["Location"] == reverse("door-new")


def test_being_right_oneself_gives_no_more_guesses_at_others(client, link, door, still, compared):
    own = joined(link, "Amina", OTHERS).membership.person.door
    refused = 0

    for place in range(40):
        sign_in(client, own.number, OTHERS)
        client.logout()
        answer = sign_in(client, f"{door.number[:5]}{place:04}", PICKED)
        refused += answer.status_code == 429

    assert refused >= 30


def test_hammering_at_one_number_shuts_out_nobody_else_of_the_site(rf, link, door, still):
    other = joined(link, "Amina").membership.person.door

    for place in range(200):
        guess(rf, door.number, address=f"10.0.{place}.1")

    assert guess(rf, other.number, PICKED)


def test_a_known_number_and_an_unknown_one_are_answered_alike(
    client, door, compared, django_assert_max_num_queries
):
    unknown = door.number[:5] + f"{(int(door.number[5:]) + 1) % 10_000:04}"
    answers, work = {}, {}

    for number in (door.number, unknown):
        client.cookies.clear()
        compared.clear()
        client.post(reverse("door-number"), {"number": number})
        with django_assert_max_num_queries(40) as queries:
            answer = pick(client, reverse("door-pictures"), OTHERS)
        said = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.text)
        answers[number] = (answer.status_code, said)
        work[number] = (len(compared), compared[0][1].split("$")[0], len(queries))

    assert answers[door.number] == answers[unknown]
    assert work[door.number] == work[unknown]


def test_an_unknown_number_is_throttled_like_a_known_one(client, door, still):
    unknown = door.number[:5] + f"{(int(door.number[5:]) + 1) % 10_000:04}"
    told = {}

    for number in (door.number, unknown):
        throttle.cache.clear()
        told[number] = [sign_in(client, number, OTHERS).status_code for _ in range(8)]

    assert told[door.number] == told[unknown] == [422] * 5 + [429] * 3


def test_counting_at_once_in_files_counts_everybody(tmp_path):
    """Django's own file cache reads and writes in two steps, and loses counts between them."""

    caches = [TidyFileCache(f"{tmp_path}/c", {}) for _ in range(8)]

    def tell(cache):
        for _ in range(25):
            cache.add("n", 0)
            cache.incr("n")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tell, caches))

    assert caches[0].get("n") == 8 * 25


def test_there_are_enough_rows_of_pictures():
    every = len(Picture) ** 6

    assert every - 4_236 >= 2_000_000
