"""The ladder by itself: each step once, in order, and never a flood."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.reminders.planning import (
    OPTIONAL,
    PATIENCE,
    PERSONS,
    USUAL,
    Rung,
    Step,
    is_digest_due,
    persons_rungs,
    plan,
)

DUE = date(2026, 12, 3)
# Anything that somebody may set: all in order, each on or off.
ladders = st.tuples(
    st.lists(st.integers(-60, 90), min_size=5, max_size=5, unique=True).map(sorted),
    st.lists(st.booleans(), min_size=5, max_size=5),
).map(lambda drawn: tuple(map(Rung, PERSONS, *drawn)))
# On which days a scheduler happens to run, from 70 days before to half a year after.
runs = st.lists(st.integers(-70, 180), max_size=60).map(sorted)


def told(ladder, days, **wishes):
    """What is told by runs on these days, each with its day."""
    said: list[tuple[Step, int]] = []
    for day in days:
        step = plan(ladder, DUE, DUE + timedelta(days=day), {one for one, _ in said}, **wishes)
        if step:
            said.append((step, day))
    return said


def test_run_every_day_each_step_is_told_on_its_day():
    every_day = range(-30, 120)

    assert told(USUAL, every_day) == [
        (Step.EARLY, -14),
        (Step.SOON, -3),
        (Step.DAY, 0),
        (Step.AFTER, 7),
        (Step.LATE, 30),
    ]


def test_after_days_of_silence_only_the_last_step_is_told():
    assert told(USUAL, [-20, 8, 9, 10]) == [(Step.AFTER, 8)]


def test_what_is_long_over_is_told_no_more():
    assert told(USUAL, range(45, 200)) == []


@given(ladder=ladders, days=runs, early=st.booleans())
def test_a_step_is_told_once_in_order_on_or_soon_after_its_day(ladder, days, early):
    said = told(ladder, days, wants_early=early)

    steps = [step for step, _ in said]
    assert steps == sorted(set(steps), key=PERSONS.index)
    for step, day in said:
        rung = next(one for one in ladder if one.step == step)
        assert rung.is_on
        assert early or step not in OPTIONAL
        assert 0 <= day - rung.days <= PATIENCE.days


@given(ladder=ladders, day=st.integers(-70, 180))
def test_what_is_due_is_the_newest_that_has_begun(ladder, day):
    step = plan(ladder, DUE, DUE + timedelta(days=day), set())

    begun = [rung for rung in persons_rungs(ladder) if rung.days <= day]
    fresh = begun and day - begun[-1].days <= PATIENCE.days
    assert step == (begun[-1].step if fresh else None)


@given(
    ladder=ladders,
    day=st.integers(-70, 180),
    said=st.sets(st.sampled_from(PERSONS)),
)
def test_running_again_on_the_same_day_tells_nothing_more(ladder, day, said):
    today = DUE + timedelta(days=day)
    first = plan(ladder, DUE, today, said)

    assert first is None or plan(ladder, DUE, today, said | {first}) is None


@given(last=st.integers(0, 40), new=st.booleans())
def test_a_digest_comes_weekly_and_sooner_only_with_somebody_new(last, new):
    today = date(2026, 12, 3)

    is_due = is_digest_due(today, today - timedelta(days=last), is_new=new)

    assert is_due == (last >= 7 or (new and last >= 1))
    assert is_digest_due(today, None, is_new=False)
