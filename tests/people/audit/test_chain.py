"""The arithmetic of a chain: what is sealed, and that no change of any kind holds."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people.audit.chain import START, Broken, Event, Mark, NotACode, Walk, refuse_words, seal

FACTS = st.dictionaries(
    st.from_regex(r"[a-z_]{1,12}", fullmatch=True),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,20}", fullmatch=True),
        st.lists(st.integers(0, 1000), max_size=3),
    ),
    max_size=4,
)
PATIENT = settings(deadline=None)
ACTS = st.lists(st.tuples(st.sampled_from(["signed-in", "power-granted"]), FACTS), max_size=8)


def chain_of(acts) -> list[tuple[Event, str]]:
    """A sound chain of these acts: events with their seals."""
    before, sealed = START, []
    for verb, facts in acts:
        number = before.number + 1
        at = f"2026-11-26T09:30:{number:02}.000000Z"
        event = Event(
            "company", number, at, "actor", "", verb, "person", "p", facts, "", before.digest
        )
        before = Mark(number, seal(event))
        sealed.append((event, before.digest))
    return sealed


def first_fault(sealed, after: Mark = START) -> int:
    """The first number at which a walk ends; 0 if it comes to the end."""
    walk = Walk(after)
    try:
        for event, digest in sealed:
            walk.step(event, digest)
    except Broken as broken:
        return broken.number
    return 0


@PATIENT
@given(ACTS)
def test_a_chain_that_nobody_touched_holds(acts):
    assert first_fault(chain_of(acts)) == 0


@PATIENT
@given(ACTS.filter(bool), st.data())
def test_a_changed_event_is_found_at_its_number(acts, data):
    sealed = chain_of(acts)
    place = data.draw(st.integers(0, len(sealed) - 1))
    field = data.draw(
        st.sampled_from(["chain", "at", "actor", "acting_as", "verb", "kind", "about", "request"])
    )
    event, digest = sealed[place]
    sealed[place] = replace(event, **{field: "another"}), digest

    assert first_fault(sealed) == place + 1


@PATIENT
@given(ACTS.filter(bool), st.data())
def test_an_event_that_is_changed_and_sealed_anew_is_found_at_the_next(acts, data):
    sealed = chain_of(acts)
    place = data.draw(st.integers(0, len(sealed) - 1))
    event = replace(sealed[place][0], facts={"forged": True})
    sealed[place] = event, seal(event)

    assert first_fault(sealed) == (place + 2 if place + 1 < len(sealed) else 0)


@PATIENT
@given(ACTS.filter(lambda acts: len(acts) > 1), st.data())
def test_a_removed_event_is_found_at_its_number(acts, data):
    sealed = chain_of(acts)
    place = data.draw(st.integers(0, len(sealed) - 2))
    del sealed[place]

    assert first_fault(sealed) == place + 1


@PATIENT
@given(ACTS.filter(lambda acts: len(acts) > 1), st.data())
def test_two_events_that_changed_places_are_found(acts, data):
    sealed = chain_of(acts)
    place = data.draw(st.integers(0, len(sealed) - 2))
    (one, _), (two, _) = sealed[place : place + 2]
    one, two = replace(two, number=one.number), replace(one, number=two.number)
    sealed[place : place + 2] = (one, seal(one)), (two, seal(two))

    assert first_fault(sealed) == place + 1


@PATIENT
@given(ACTS, st.data())
def test_an_event_put_in_is_found_where_the_next_follows(acts, data):
    sealed = chain_of(acts)
    place = data.draw(st.integers(0, len(sealed)))
    before = sealed[place - 1][1] if place else START.digest
    made_up = Event("company", place + 1, "", "", "", "signed-in", "", "", {}, "", before)
    sealed.insert(place, (made_up, seal(made_up)))

    assert first_fault(sealed) == (0 if place + 1 == len(sealed) else place + 1)


@PATIENT
@given(ACTS.filter(bool), st.data())
def test_a_walk_may_begin_after_an_end_that_is_known(acts, data):
    sealed = chain_of(acts)
    place = data.draw(st.integers(1, len(sealed)))
    event, digest = sealed[place - 1]

    assert first_fault(sealed[place:], Mark(event.number, digest)) == 0
    assert (first_fault(sealed[place:], Mark(event.number, "0")) == 0) == (place == len(sealed))


def test_the_seal_is_what_the_guide_says():
    """Once and for all: a changed canonical form would break every chain that stands."""
    event = Event(
        chain="00000000-0000-0000-0000-000000000000",
        number=1,
        at="2026-11-26T09:30:00.000000Z",
        actor="",
        acting_as="password",
        verb="signed-in",
        kind="person",
        about="6f1c2d9e-0000-4000-8000-000000000001",
        facts={"b": 2, "a": [1, "x"]},
        request="",
        previous="0" * 64,
    )

    written = (
        '{"about":"6f1c2d9e-0000-4000-8000-000000000001","acting_as":"password","actor":"",'
        '"at":"2026-11-26T09:30:00.000000Z","chain":"00000000-0000-0000-0000-000000000000",'
        '"facts":{"a":[1,"x"],"b":2},"kind":"person","number":1,"previous":"' + "0" * 64 + '",'
        '"request":"","verb":"signed-in"}'
    )
    assert seal(event) == sha256(written.encode()).hexdigest()


@pytest.mark.parametrize(
    "said", ["Amina Rahman", "amina@example.org", "আমিনা", "=1+1", "-", "x" * 81, 1.5, ["a b"]]
)
def test_nothing_but_ids_codes_and_numbers_is_let_in(said):
    with pytest.raises(NotACode, match="fact"):
        refuse_words({"fact": said})


@pytest.mark.parametrize("said", ["B3", "2026-Q3", "", 7, True, None, ["A1", "B3"], [1, 2]])
def test_ids_codes_and_numbers_are_let_in(said):
    refuse_words({"fact": said})
