"""Whatever is posted to a quiz is answered; nothing of it is a fault of the server."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assessments import forms
from assessments.models import Response
from tests.assessments.conftest import RIGHT, form, item_url, place_of, save_url, submit

pytestmark = pytest.mark.django_db

OPTIONS = ["a", "b", "c", "true", "false", "stop", "repay", "check", "p1", "p2", "revision", ""]
NAMES = st.one_of(
    st.sampled_from([*RIGHT, "nowhere"]),
    st.builds("{}.{}".format, st.sampled_from([*RIGHT, "nowhere", ""]), st.sampled_from(OPTIONS)),
    st.sampled_from(["go", "confirm", "uuid"]),
    st.text(max_size=10),
)
VALUES = st.one_of(
    st.sampled_from(
        [*OPTIONS, "0", "1", "2", "3", "-1", "²", "٣", "1e9", "NaN", "\x00", "9" * 5000]
    ),
    st.text(max_size=10),
    st.integers().map(str),
)
FORMS = st.dictionaries(NAMES, st.lists(VALUES, max_size=3), max_size=12)
LONG = {"q4.revision": ["0"], "q4.stop": ["9" * 5000], "q4.repay": ["²"], "q4.check": ["1"]}
BESIDE = {"q2.revision": ["7"], "q2": ["a"], "q1": ["bogus"], "q1.none": ["1"]}

anything = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@anything
@example(sent=LONG, position=1)
@example(sent=BESIDE, position=1)
@given(sent=FORMS, position=st.integers(0, 7))
def test_no_form_breaks_a_page(amina, study, attempt, sent, position):
    item = reverse("attempt-item", args=[attempt.uuid, position])

    for address in (item, save_url(attempt), reverse("quiz", args=[study.uuid])):
        assert amina.post(address, sent).status_code < 500
    if sent.get("confirm") != ["5"]:
        assert submit(amina, attempt, confirm=sent.get("confirm", [])).status_code < 500
    assert amina.get(item).status_code < 500


@anything
@example(sent=LONG, position=1)
@example(sent=BESIDE, position=2)
@given(sent=FORMS, position=st.integers(1, 5))
def test_no_form_that_waited_for_signing_in_breaks_a_page(study, attempt, sent, position):
    item = reverse("attempt-item", args=[attempt.uuid, position])
    client = Client()
    client.post(item, sent)
    client.force_login(study.person)

    assert client.get(item).status_code == 200


@pytest.mark.parametrize("standing", [0, 1])
def test_a_stale_answer_to_another_question_is_shown_with_its_own_question(
    amina, attempt, standing
):
    if standing:
        amina.post(save_url(attempt), form(attempt, "q2", ["a", "b"]))

    page = amina.post(item_url(attempt, "q1"), {"q2.revision": "5", "q2": ["c"], "q1": "bogus"})

    assert page.status_code == 409
    assert page.context["question"].key == "q2"
    assert page.context["position"] == place_of(attempt, "q2")
    assert page.context["revision"] == standing
    chosen = {"q2.revision": page.context["revision"], "q2": ["c"]}
    assert amina.post(item_url(attempt, "q2"), chosen).status_code == 302
    assert Response.objects.get().answer == ["c"]


def test_an_unfit_answer_to_another_question_is_shown_with_its_own_question(amina, attempt):
    page = amina.post(item_url(attempt, "q1"), {"q4.revision": "0", "q4.stop": "1"})

    assert page.status_code == 422
    assert page.context["position"] == place_of(attempt, "q4")
    assert page.context["shown"][place_of(attempt, "q4") - 1]["error"]


def test_an_answer_to_no_question_leaves_what_is_kept_in_the_page(amina, attempt):
    amina.post(save_url(attempt), form(attempt, "q1", ["b"]))

    page = amina.post(item_url(attempt, "q1"), {"nowhere.revision": "0", "nowhere": "a"})

    shown = page.context["shown"][place_of(attempt, "q1") - 1]
    assert page.status_code == 422
    assert shown["error"]
    assert (shown["revision"], [one["key"] for one in shown["items"] if one["checked"]]) == (
        1,
        ["b"],
    )


@pytest.mark.parametrize("length", ["²", "9" * 5000, "-1", "x", str(64 * 1024 + 1)])
def test_a_length_that_is_none_is_too_large(length):
    assert forms.is_too_large(length)


@pytest.mark.parametrize("length", [None, "", "0", str(64 * 1024)])
def test_a_length_of_an_answer_is_not_too_large(length):
    assert not forms.is_too_large(length)


def test_an_attempt_with_a_uuid_of_nobody_is_not_found(amina):
    assert amina.post(reverse("attempt-item", args=[uuid4(), 1]), BESIDE).status_code == 404


def test_a_form_that_answers_nothing_leads_onward(amina, attempt):
    onward = amina.post(reverse("attempt-item", args=[attempt.uuid, 1]), {"go": "next"})

    assert onward.url == reverse("attempt-item", args=[attempt.uuid, 2])
    assert not Response.objects.exists()
