"""Grading is arithmetic: properties, and a case for each kind of item and of fault."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.drawing import draw
from assessments.grading import Fault, NothingCounts, answer_fault, grade, is_right, option_keys
from tests.documents import items, option

ITEMS = {item["kind"]: item for item in items()}
RIGHT = {
    "q1": ["b"],
    "q2": ["a", "b"],
    "q3": ["false"],
    "q4": ["stop", "repay", "check"],
    "q5": {"p1": "p1", "p2": "p2"},
}


def many(number, *, critical=()):
    """Items q1, q2 … whose right option is always b."""
    return [
        ITEMS["single"] | {"key": f"q{place}", "critical": place in critical}
        for place in range(1, number + 1)
    ]


def b_for(*places):
    return {f"q{place}": ["b"] for place in places}


# --- what is right -------------------------------------------------------------------------


def test_a_quiz_answered_right_scores_a_hundred_and_passes():
    result = grade(items(), RIGHT, pass_mark=80)

    assert result.score == Decimal("100.0000")
    assert result.rights == dict.fromkeys(RIGHT, True)
    assert (result.critical_missed, result.passed) == (0, True)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("single", ["a"]),
        ("multiple", ["a"]),
        ("multiple", ["a", "b", "c"]),
        ("true_false", ["true"]),
        ("ordering", ["repay", "stop", "check"]),
        ("matching", {"p1": "p2", "p2": "p1"}),
    ],
)
def test_anything_but_wholly_right_is_wrong(kind, answer):
    assert answer_fault(ITEMS[kind], answer) is None
    assert not is_right(ITEMS[kind], answer)


def test_of_several_the_order_of_choosing_does_not_matter():
    assert is_right(ITEMS["multiple"], ["b", "a"])


def test_what_is_not_answered_is_wrong():
    result = grade(items(), {"q2": ["a", "b"], "q3": []}, pass_mark=80)

    assert result.rights == {"q1": False, "q2": True, "q3": False, "q4": False, "q5": False}
    assert result.score == Decimal("20.0000")


# --- score, pass mark, critical items ------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "of", "score", "passed"),
    [
        (8, 10, "80.0000", True),
        (7, 10, "70.0000", False),
        (1, 3, "33.3333", False),
        (2, 3, "66.6667", False),
        (1, 7, "14.2857", False),
        (5, 6, "83.3333", True),
    ],
)
def test_the_score_is_a_percentage_of_four_places(right, of, score, passed):
    result = grade(many(of), b_for(*range(1, right + 1)), pass_mark=80)

    assert str(result.score) == score
    assert result.passed is passed


def test_a_half_is_rounded_up():
    result = grade(many(64), b_for(1), pass_mark=80)

    assert str(result.score) == "1.5625"
    assert str(grade(many(2**6 * 10), b_for(1, 2, 3), pass_mark=80).score) == "0.4688"  # 0.46875


@pytest.mark.parametrize(("pass_mark", "passed"), [(66, True), (67, False)])
def test_the_pass_mark_is_compared_exactly(pass_mark, passed):
    assert grade(many(3), b_for(1, 2), pass_mark=pass_mark).passed is passed


def test_a_critical_item_missed_is_not_passed_whatever_the_score():
    result = grade(many(10, critical={10}), b_for(*range(1, 10)), pass_mark=80)

    assert result.score == Decimal("90.0000")
    assert (result.critical_missed, result.passed) == (1, False)


def test_a_voided_item_leaves_the_denominator():
    result = grade(many(10), b_for(*range(1, 8)), pass_mark=80, voided={"q9", "q10"})

    assert result.score == Decimal("87.5000")
    assert result.passed
    assert "q9" not in result.rights


def test_a_voided_critical_item_is_not_missed():
    assert grade(many(2, critical={2}), b_for(1), pass_mark=80, voided={"q2"}).passed


def test_nothing_can_be_graded_when_everything_is_voided():
    with pytest.raises(NothingCounts):
        grade(many(1), b_for(1), pass_mark=80, voided={"q1"})


# --- the shape of answers ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "answer", "fault"),
    [
        ("single", ["b"], None),
        ("single", "b", Fault.WRONG_TYPE),
        ("single", None, Fault.WRONG_TYPE),
        ("single", [1], Fault.WRONG_TYPE),
        ("single", [None], Fault.WRONG_TYPE),
        ("single", {"b": "b"}, Fault.WRONG_TYPE),
        ("single", float("nan"), Fault.WRONG_TYPE),
        ("single", [], Fault.EMPTY),
        ("single", ["z"], Fault.UNKNOWN_OPTION),
        ("single", ["a", "b"], Fault.ONE_ONLY),
        ("single", ["b", "b"], Fault.ONE_ONLY),
        ("true_false", ["true", "false"], Fault.ONE_ONLY),
        ("multiple", ["a", "a"], Fault.WRONG_COUNT),
        ("multiple", ["a", "z"], Fault.UNKNOWN_OPTION),
        ("ordering", ["stop", "repay"], Fault.WRONG_COUNT),
        ("ordering", ["stop", "stop", "repay"], Fault.NOT_A_PERMUTATION),
        ("ordering", ["stop", "repay", "z"], Fault.UNKNOWN_OPTION),
        ("matching", ["p1", "p2"], Fault.WRONG_TYPE),
        ("matching", {"p1": 1, "p2": "p2"}, Fault.WRONG_TYPE),
        ("matching", {}, Fault.EMPTY),
        ("matching", {"p1": "p1"}, Fault.WRONG_COUNT),
        ("matching", {"p1": "p1", "p2": "p1"}, Fault.NOT_A_PERMUTATION),
        ("matching", {"p1": "p1", "z": "p2"}, Fault.UNKNOWN_OPTION),
        ("matching", {"p1": "p1", "p2": "z"}, Fault.UNKNOWN_OPTION),
    ],
)
def test_a_fault_in_an_answer_has_a_name(kind, answer, fault):
    assert answer_fault(ITEMS[kind], answer) is fault


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    ),
)


@given(st.sampled_from(items()), ANYTHING)
def test_whatever_is_sent_is_either_fit_or_has_a_named_fault(item, answer):
    fault = answer_fault(item, answer)

    assert fault is None or fault in Fault
    if fault:
        assert not is_right(item, answer)


# --- properties ----------------------------------------------------------------------------


def likely_answers(item):
    keys = option_keys(item)
    if item["kind"] == "matching":
        return st.permutations(keys).map(lambda rights: dict(zip(keys, rights, strict=True)))
    if item["kind"] == "ordering":
        return st.permutations(keys)
    size = len(keys) if item["kind"] == "multiple" else 1
    return st.lists(st.sampled_from(keys), unique=True, min_size=1, max_size=size)


ANSWERS = st.fixed_dictionaries(
    {}, optional={item["key"]: likely_answers(item) for item in items()}
)


@given(ANSWERS)
def test_grading_twice_gives_the_same(answers):
    assert grade(items(), answers, pass_mark=80) == grade(items(), answers, pass_mark=80)


@given(ANSWERS, st.randoms())
def test_in_which_order_things_are_shown_changes_nothing(answers, random):
    shown = items()
    random.shuffle(shown)
    for item in shown:
        if item["kind"] != "ordering":
            random.shuffle(item["pairs" if item["kind"] == "matching" else "options"])

    before = grade(items(), answers, pass_mark=80)

    assert grade(shown, answers, pass_mark=80) == before


@given(ANSWERS, st.text(min_size=1))
def test_only_keys_decide_never_words(answers, word):
    translated = items()
    for item in translated:
        item["question"] = item["feedback"] = word
        for part in item.get("options", []):
            part["text"] = word

    assert grade(translated, answers, pass_mark=80) == grade(items(), answers, pass_mark=80)


@given(ANSWERS)
def test_a_score_stays_between_none_and_all(answers):
    result = grade(items(), answers, pass_mark=80)

    assert 0 <= result.score <= 100
    assert result.passed == (result.score >= 80 and not result.critical_missed)


# --- the draw ------------------------------------------------------------------------------


@given(st.randoms(use_true_random=True))
def test_a_draw_holds_every_key_once(random):
    drawn = draw(items(), shuffle=random.shuffle)

    assert sorted(drawn["items"]) == ["q1", "q2", "q3", "q4", "q5"]
    for item in items():
        assert sorted(drawn["options"][item["key"]]) == sorted(option_keys(item))


@given(st.randoms(use_true_random=True))
def test_steps_to_be_ordered_never_stand_solved(random):
    drawn = draw(items(), shuffle=random.shuffle)

    assert drawn["options"]["q4"] != ["stop", "repay", "check"]


def test_two_steps_may_stand_solved_for_otherwise_turning_them_round_would_always_be_right():
    two = ITEMS["ordering"] | {"options": ITEMS["ordering"]["options"][:2]}

    seen = {tuple(draw([two])["options"]["q4"]) for _ in range(200)}

    assert seen == {("stop", "repay"), ("repay", "stop")}


def test_options_in_a_fixed_order_keep_it():
    numbers = ITEMS["single"] | {
        "options": [option(str(n), str(n), right=n == 3) for n in range(6)],
        "fixed_order": True,
    }

    assert {tuple(draw([numbers])["options"]["q1"]) for _ in range(20)} == {tuple("012345")}


def test_every_option_comes_first_about_equally_often():
    firsts = [draw(items())["options"]["q1"][0] for _ in range(3000)]

    assert all(850 < firsts.count(key) < 1150 for key in "abc")
