"""Whom a rule asks, and what keeps it from asking."""

from datetime import date

import pytest

from courses.rules.matching import Condition, Terms, Work, matches, nearest, unmet

TODAY = date(2026, 3, 3)
DHAKA = Work("1.4.9.", "BD", 1, "high", "supplier_staff", frozenset({"procurement"}))
LONDON = Work("1.2.", "GB", None, "", "employee", frozenset({"manager", "procurement"}))


def terms(**facts: object) -> Terms:
    return Terms(
        **{"id": 1, "programme_id": 1, "path": "1.", "begins_on": date(2026, 1, 1)} | facts
    )


def test_a_rule_without_lists_asks_everybody_below_its_organisation():
    assert matches(terms(), [DHAKA], TODAY)
    assert matches(terms(path="1.4."), [DHAKA], TODAY)
    assert not matches(terms(path="1.40."), [DHAKA], TODAY)


@pytest.mark.parametrize(
    ("facts", "condition"),
    [
        ({"path": "1.2."}, Condition.ORGANISATION),
        ({"roles": frozenset({"worker"})}, Condition.AUDIENCE_ROLE),
        ({"countries": frozenset({"VN", "GB"})}, Condition.COUNTRY),
        ({"tiers": frozenset({2, 3})}, Condition.TIER),
        ({"risk_bands": frozenset({"low"})}, Condition.RISK_BAND),
        ({"workforce_types": frozenset({"employee"})}, Condition.WORKFORCE_TYPE),
        ({"begins_on": date(2026, 3, 4)}, Condition.NOT_BEGUN),
        ({"ends_on": date(2026, 3, 2)}, Condition.OVER),
    ],
)
def test_each_condition_keeps_a_rule_from_asking_and_says_so(facts, condition):
    assert unmet(terms(**facts), DHAKA, TODAY) == {condition}
    assert not matches(terms(**facts), [DHAKA], TODAY)


def test_the_first_and_the_last_day_of_a_rule_count():
    one_day = terms(begins_on=TODAY, ends_on=TODAY)

    assert matches(one_day, [DHAKA], TODAY)


def test_conditions_are_met_by_one_work_and_not_by_several_together():
    buyers_in_bangladesh_of_our_own = terms(
        countries=frozenset({"BD"}), workforce_types=frozenset({"employee"})
    )

    assert not matches(buyers_in_bangladesh_of_our_own, [DHAKA, LONDON], TODAY)


def test_why_not_is_told_of_the_work_that_comes_nearest():
    rule = terms(countries=frozenset({"GB"}), roles=frozenset({"worker"}), path="1.2.")

    assert nearest(rule, [DHAKA, LONDON], TODAY) == {Condition.AUDIENCE_ROLE}
    assert nearest(rule, [], TODAY) is None
