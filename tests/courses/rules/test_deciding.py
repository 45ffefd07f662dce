"""What rules make of an enrolment: begun, changed, taken back, renewed; and twice is once."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.dates import Holding
from courses.rules.deciding import NOTHING, Asked, Decision, Standing, decide, due_day
from courses.rules.matching import Terms

TODAY = date(2026, 3, 3)
DAY = timedelta(days=1)
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))


def terms(number: int = 1, **facts: object) -> Terms:
    wanted = {"due_in_days": 30} | facts
    return Terms(id=number, programme_id=1, path="1.", begins_on=date(2020, 1, 1), **wanted)


def after(standing: Standing | None, made: Decision) -> Standing | None:
    """What stands once a decision is written."""
    if made.new_cycle:
        return Standing(
            cycle=made.new_cycle,
            due_on=made.due_on,
            is_mandatory=made.is_mandatory,
            grounds={pk: Asked(TODAY, day) for pk, day in made.new_grounds.items()},
        )
    if standing is None:
        return None
    grounds = {pk: one for pk, one in standing.grounds.items() if pk not in made.ended_grounds}
    added = {
        pk: Asked(made.asked_before.get(pk, TODAY), day) for pk, day in made.new_grounds.items()
    }
    then = replace(standing, grounds=grounds | added)
    if made.is_changed:
        then = replace(then, due_on=made.due_on, is_mandatory=made.is_mandatory)
    if made.goes or made.comes_back:
        then = replace(then, is_taken_back=made.goes)
    return then


def test_whom_a_rule_asks_begins_the_first_cycle_with_its_due_day():
    made = decide([terms()], None, TODAY)

    assert made == Decision(
        new_cycle=1, due_on=date(2026, 4, 2), new_grounds={1: date(2026, 4, 2)}, is_mandatory=True
    )


def test_whom_no_rule_asks_has_nothing_to_do():
    assert decide([], None, TODAY) is NOTHING


def test_a_fixed_day_that_is_too_near_leaves_fourteen_days():
    assert due_day(terms(due_in_days=None, due_on=date(2026, 3, 10)), TODAY) == date(2026, 3, 17)
    assert due_day(terms(due_in_days=None, due_on=date(2026, 6, 1)), TODAY) == date(2026, 6, 1)


def test_what_is_offered_has_no_due_day():
    made = decide([terms(is_mandatory=False, due_in_days=None)], None, TODAY)

    assert (made.due_on, made.is_mandatory) == (None, False)


def test_of_two_rules_the_stricter_day_counts_and_both_are_kept():
    lenient, strict = terms(1, due_in_days=60), terms(2, due_in_days=20)

    made = decide([lenient, strict], None, TODAY)

    assert made.due_on == date(2026, 3, 23)
    assert made.new_grounds == {1: date(2026, 5, 2), 2: date(2026, 3, 23)}


def test_a_mandatory_rule_beside_an_offer_makes_it_mandatory():
    offer = terms(1, is_mandatory=False, due_in_days=None)
    standing = after(None, decide([offer], None, TODAY))

    made = decide([offer, terms(2)], standing, TODAY)

    assert (made.is_changed, made.is_mandatory, made.due_on) == (True, True, date(2026, 4, 2))


def test_the_stricter_rule_gone_leaves_the_other_ones_day():
    both = after(None, decide([terms(1, due_in_days=60), terms(2, due_in_days=20)], None, TODAY))

    made = decide([terms(1, due_in_days=60)], both, TODAY + timedelta(days=1))

    assert (made.is_changed, made.due_on) == (True, date(2026, 5, 2))
    assert made.ended_grounds == {2}


def test_what_nobody_asks_any_more_goes_and_comes_back_with_new_days():
    standing = after(None, decide([terms()], None, TODAY))

    gone = decide([], standing, TODAY)
    assert gone.goes
    assert gone.ended_grounds == {1}

    back = decide([terms()], after(standing, gone), date(2026, 9, 1))
    assert back.comes_back
    assert back.due_on == date(2026, 10, 1)


def test_a_renewal_that_nobody_needs_yet_goes_and_comes_back_when_its_window_opens():
    """Her role was ended by mistake, she was asked to renew, and then it was corrected."""
    until = TODAY + timedelta(days=200)
    yesterday = TODAY - DAY
    holder = Standing(1, is_completed=True, valid_until=until, in_role_until=yesterday)
    asked = decide([terms()], holder, TODAY)
    ended = holder.holding
    standing = replace(after(None, asked), renews=ended)
    assert standing.cycle == 2
    assert decide([terms()], standing, TODAY, window_days=60).is_nothing

    standing = replace(standing, renews=Holding(until))
    begun = replace(standing, is_begun=True)
    by_hand = replace(standing, is_by_rule=False)
    revoked = replace(standing, renews=Holding(until, is_revoked=True))
    for other in (begun, by_hand, revoked):
        assert decide([terms()], other, TODAY, window_days=60).is_nothing
    gone = decide([terms()], standing, TODAY, window_days=60)
    assert (gone.goes, gone.ended_grounds) == (True, {1})

    standing = after(standing, gone)
    opens = until - timedelta(days=60)
    assert decide([terms()], standing, opens - DAY, window_days=60).is_nothing
    back = decide([terms()], standing, opens, window_days=60)
    assert (back.comes_back, back.due_on) == (True, until)


def test_whoever_has_left_keeps_the_record_and_loses_only_the_grounds():
    standing = after(None, decide([terms()], None, TODAY))

    made = decide([], standing, TODAY, works_here=False)

    assert made == Decision(ended_grounds=frozenset({1}))


def test_what_a_person_has_given_by_hand_no_rule_takes_away_or_makes_later():
    by_hand = Standing(cycle=1, due_on=date(2026, 3, 20), is_by_rule=False)

    asked = decide([terms()], by_hand, TODAY)
    assert not asked.is_changed
    assert asked.due_on == date(2026, 3, 20)

    assert not decide([], after(by_hand, asked), TODAY).goes


def test_whoever_was_released_by_people_is_not_asked_again_by_rules():
    released = Standing(cycle=1, is_released=True, due_on=date(2026, 3, 20))

    made = decide([terms()], released, TODAY)

    assert (made.new_cycle, made.comes_back, made.is_changed) == (None, False, False)


def test_whoever_holds_a_valid_completion_is_met_and_not_asked_again():
    holder = Standing(cycle=1, is_completed=True, valid_until=date(2027, 1, 31))

    made = decide([terms()], holder, TODAY, window_days=60)

    assert made.new_cycle is None
    assert not made.is_changed


def test_the_window_opens_sixty_days_before_and_the_renewal_is_due_on_the_last_day():
    holder = Standing(cycle=1, is_completed=True, valid_until=date(2026, 5, 2))

    assert decide([terms()], holder, date(2026, 3, 2), window_days=60).new_cycle is None

    made = decide([terms()], holder, date(2026, 3, 3), window_days=60)
    assert (made.new_cycle, made.due_on) == (2, date(2026, 5, 2))


def test_what_has_run_out_is_asked_for_as_anew():
    lapsed = Standing(cycle=1, is_completed=True, valid_until=date(2026, 3, 2))

    made = decide([terms()], lapsed, TODAY, window_days=60)

    assert (made.new_cycle, made.due_on) == (2, date(2026, 4, 2))


def test_a_window_as_long_as_the_validity_asks_nobody_again_at_once():
    facts = {"completed_on": TODAY, "valid_until": TODAY + 30 * DAY}
    holder = Standing(cycle=1, is_completed=True, **facts, grounds={1: Asked(TODAY, TODAY)})

    assert decide([terms()], holder, TODAY, window_days=60).is_nothing
    assert decide([terms()], holder, TODAY + 14 * DAY, window_days=60).is_nothing
    assert decide([terms()], holder, TODAY + 15 * DAY, window_days=60).new_cycle == 2


def test_what_was_revoked_is_asked_for_as_anew():
    revoked = Standing(cycle=1, is_completed=True, valid_until=date(2027, 3, 2), is_revoked=True)

    assert decide([terms()], revoked, TODAY).new_cycle == 2


def test_a_rule_in_the_place_of_another_does_not_ask_anew():
    standing = after(None, decide([terms(1)], None, TODAY))
    later = TODAY + timedelta(days=60)  # she is late by then

    made = decide([terms(2, replaces=(1,))], standing, later)

    assert made.new_grounds == {2: date(2026, 4, 2)}
    assert made.asked_before == {2: TODAY}
    assert not made.is_changed


def test_a_stricter_rule_in_the_place_of_another_leaves_two_weeks():
    standing = after(None, decide([terms(1, due_in_days=90)], None, TODAY))
    later = TODAY + timedelta(days=30)

    made = decide([terms(2, replaces=(1,), due_in_days=20)], standing, later)

    assert made.due_on == later + timedelta(days=14)


def test_a_renewal_keeps_its_day_when_its_rule_is_replaced():
    holder = Standing(cycle=1, is_completed=True, valid_until=date(2026, 5, 2))
    asked = after(holder, decide([terms(1)], holder, TODAY, window_days=60))

    made = decide([terms(2, replaces=(1,))], asked, TODAY + timedelta(days=10), window_days=60)

    assert (made.is_changed, made.due_on) == (False, date(2026, 5, 2))


def test_of_several_rules_that_were_replaced_the_last_that_asked_counts():
    grounds = {1: Asked(TODAY, date(2026, 4, 2)), 2: Asked(TODAY + DAY, date(2026, 4, 3))}
    standing = Standing(cycle=1, due_on=date(2026, 4, 2), grounds=grounds)

    made = decide([terms(4, replaces=(3, 2, 1))], standing, TODAY + timedelta(days=60))

    assert made.new_grounds == {4: date(2026, 4, 3)}
    assert made.asked_before == {4: TODAY + DAY}


def test_a_rule_without_renewal_asks_once():
    lapsed = Standing(cycle=1, is_completed=True, valid_until=date(2026, 3, 2))

    assert decide([terms(renews=False)], lapsed, TODAY, window_days=60).new_cycle is None


RULES = st.builds(
    terms,
    st.integers(1, 5),
    is_mandatory=st.just(True),
    due_in_days=st.integers(14, 400),
    renews=st.booleans(),
) | st.builds(terms, st.integers(6, 8), is_mandatory=st.just(False), due_in_days=st.none())
ASKING = st.lists(RULES, max_size=4, unique_by=lambda one: one.id)
STANDINGS = st.none() | st.builds(
    Standing,
    cycle=st.integers(1, 3),
    due_on=st.none() | DAYS,
    is_mandatory=st.booleans(),
    is_by_rule=st.booleans(),
    is_released=st.booleans(),
    is_completed=st.booleans(),
    completed_on=st.none() | DAYS,
    valid_until=st.none() | DAYS,
    is_revoked=st.booleans(),
    grounds=st.dictionaries(
        st.integers(1, 8), st.builds(Asked, DAYS, st.none() | DAYS), max_size=4
    ),
)


@given(ASKING, STANDINGS, DAYS, st.integers(0, 120), st.booleans())
def test_deciding_on_what_was_decided_decides_nothing(asking, standing, on, window, works_here):
    made = decide(asking, standing, on, window_days=window, works_here=works_here)

    again = decide(asking, after(standing, made), on, window_days=window, works_here=works_here)

    assert again.is_nothing


@given(ASKING, STANDINGS, DAYS, st.integers(0, 120))
def test_nobody_is_newly_given_less_than_fourteen_days(asking, standing, on, window):
    made = decide(asking, standing, on, window_days=window)

    assert all(day is None or day >= on + timedelta(days=14) for day in made.new_grounds.values())
