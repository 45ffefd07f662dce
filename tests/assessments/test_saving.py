"""Answers as pages send them: kept, refused with their place, or shown beside another."""

import pytest
from django.urls import reverse

from assessments import actions
from assessments.models import Response
from tests.assessments.conftest import RIGHT, form, item_url, save_url, submit

pytestmark = pytest.mark.django_db


# --- what the page sends by itself ---------------------------------------------------------


@pytest.mark.parametrize("key", RIGHT)
def test_an_answer_of_each_kind_is_kept(amina, attempt, key):
    answer = amina.post(save_url(attempt), form(attempt, key, RIGHT[key]))

    assert answer.status_code == 200
    assert answer.json()["saved"] == {key: 1}
    assert attempt.responses.get().answer == RIGHT[key]


def test_several_answers_are_kept_in_one_go(amina, attempt):
    sent = {}
    for key, answer in RIGHT.items():
        sent |= form(attempt, key, answer)

    answer = amina.post(save_url(attempt), sent)

    assert answer.json()["saved"] == dict.fromkeys(RIGHT, 1)
    assert dict(attempt.responses.values_list("item_key", "answer")) == RIGHT


def test_sending_again_changes_nothing_and_is_answered_the_same(amina, attempt):
    first = amina.post(save_url(attempt), form(attempt, "q1", ["b"]))
    before = list(Response.objects.values())

    again = amina.post(save_url(attempt), form(attempt, "q1", ["b"]))

    assert again.json() == first.json()
    assert list(Response.objects.values()) == before


def test_a_stale_save_is_told_and_changes_nothing(amina, attempt):
    amina.post(save_url(attempt), form(attempt, "q1", ["a"]))

    answer = amina.post(save_url(attempt), form(attempt, "q1", ["b"]))

    assert answer.status_code == 409
    assert answer.json()["stale"] == ["q1"]
    assert attempt.responses.get().answer == ["a"]


def test_after_handing_in_a_save_is_told_where_the_result_is(amina, study, attempt):
    actions.submit(attempt.uuid, by=study.person)

    answer = amina.post(save_url(attempt), form(attempt, "q1", ["b"]))

    assert answer.status_code == 409
    assert answer.json()["result"] == reverse("attempt-result", args=[attempt.uuid])
    assert not Response.objects.exists()


UNFIT = [
    {"q1.revision": "0", "q1": "z"},
    {"q1.revision": "0", "q1": ["a", "b"]},
    {"q1.revision": "0", "q1": "a" * 30_000},
    {"q2.revision": "0", "q2": ["a", "a"]},
    {"q4.revision": "0", "q4.stop": "1", "q4.repay": "1", "q4.check": "2"},
    {"q4.revision": "0", "q4.stop": "1"},
    {"q4.revision": "0", "q4.stop": "-1", "q4.repay": "2", "q4.check": "3"},
    {"q4.revision": "0", "q4.stop": "NaN", "q4.repay": "2", "q4.check": "3"},
    {"q4.revision": "0", "q4.stop": "1e308", "q4.repay": "2", "q4.check": "3"},
    {"q4.revision": "0", "q4.stop": "١", "q4.repay": "2", "q4.check": "3"},
    {"q4.revision": "0", "q4.stop": "9" * 5000, "q4.repay": "2", "q4.check": "3"},
    {"q5.revision": "0", "q5.p1": "1", "q5.p2": "1"},
    {"q5.revision": "0", "q5.p1": "1"},
    {"q5.revision": "0", "q5.p1": "p1", "q5.p2": "p2"},
    {"nowhere.revision": "0", "nowhere": "a"},
    {"q3.revision": "0", "q3": "true", "q1.revision": "0", "q1": "z"},
]


@pytest.mark.parametrize("sent", UNFIT, ids=range(len(UNFIT)))
def test_what_no_page_offers_is_refused_with_its_place_and_nothing_is_kept(amina, attempt, sent):
    answer = amina.post(save_url(attempt), sent)

    assert answer.status_code == 422
    assert len(answer.json()["faults"]) == 1
    assert not Response.objects.exists()


@pytest.mark.parametrize("revision", ["-1", "1.5", "x", "", "NaN", "9" * 400, "٠"])
def test_a_revision_that_is_no_number_never_overwrites(amina, attempt, revision):
    actions.save_response(attempt, "q1", ["a"], revision=0, language="en")

    answer = amina.post(save_url(attempt), {"q1.revision": revision, "q1": "b"})

    assert answer.status_code == 409
    assert attempt.responses.get().answer == ["a"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("", "application/json", 422),
        ("[" * 10_000, "application/json", 422),
        ('{"q1": ["b"]}', "application/json", 422),
        ("q1=b", "application/x-www-form-urlencoded", 422),
        ("q1.revision=0&q1=" + "b" * 70_000, "application/x-www-form-urlencoded", 413),
        ("q1.revision=0&q1=" + "b" * 3_000_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_a_body_that_is_no_answer_is_refused(amina, attempt, body, kind, status):
    answer = amina.post(save_url(attempt), body, content_type=kind)

    assert answer.status_code == status
    assert answer.json()["message"]
    assert not Response.objects.exists()


def test_nobody_can_set_score_or_progress(amina, study, attempt):
    claims = {"score": "100", "passed": "true", "is_right": "true", "submitted_at": "2020-01-01"}

    amina.post(save_url(attempt), form(attempt, "q1", ["a"], **claims))
    submit(amina, attempt, confirm="4", **claims)

    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (0, False)


# --- the same without JavaScript -----------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "sent", "words"),
    [
        ("q1", {"q1": "z"}, "not one of the choices"),
        ("q1", {"q1": ["a", "b"]}, "one answer only"),
        ("q4", {"q4.stop": "1", "q4.repay": "1", "q4.check": "2"}, "Fill in every line"),
        ("q5", {"q5.p1": "1"}, "Fill in every line"),
    ],
)
def test_an_answer_that_does_not_fit_is_shown_again_with_what_is_amiss(
    amina, attempt, key, sent, words
):
    page = amina.post(item_url(attempt, key), {f"{key}.revision": "0", **sent})

    assert page.status_code == 422
    assert words in page.text
    assert not Response.objects.exists()


def test_what_was_typed_is_still_there_after_a_refusal(amina, attempt):
    page = amina.post(item_url(attempt, "q5"), {"q5.revision": "0", "q5.p1": "2"})

    (row,) = [row for row in page.context["shown"] if row["question"].key == "q5"]
    assert [left["chosen"] for left in row["lefts"]] == ["2", ""]


@pytest.mark.parametrize("key", RIGHT)
def test_a_stale_page_shows_both_answers_and_lets_the_learner_choose(amina, attempt, key):
    other = {
        "q1": ["a"],
        "q2": ["c"],
        "q3": ["true"],
        "q4": ["check", "repay", "stop"],
        "q5": {"p1": "p2", "p2": "p1"},
    }[key]
    amina.post(item_url(attempt, key), form(attempt, key, other))

    page = amina.post(item_url(attempt, key), form(attempt, key, RIGHT[key]))

    assert page.status_code == 409
    assert page.context["mine"] != page.context["kept"]
    assert attempt.responses.get().answer == other

    chosen = {f"{key}.revision": page.context["revision"], "go": "stay"}
    for name, value in page.context["sent"]:
        chosen.setdefault(name, []).append(value)
    assert amina.post(item_url(attempt, key), chosen).status_code == 302
    assert attempt.responses.get().answer == RIGHT[key]


def test_a_form_that_is_too_large_is_refused(amina, attempt):
    sent = {"q1.revision": "0", "q1": "b" * 70_000}

    assert amina.post(item_url(attempt, "q1"), sent).status_code == 413
