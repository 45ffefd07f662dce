"""A quiz over HTTP: from beginning to result, and whose it is."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assessments import actions
from assessments.models import Attempt, Response
from people import actions as people
from tests.assessments.conftest import (
    RIGHT,
    after_lessons,
    form,
    item_url,
    result,
    save_url,
    submit,
)
from tests.documents import document, items
from tests.factories import EditionFactory, PersonFactory, StudyFactory

pytestmark = pytest.mark.django_db


# --- the happy way -------------------------------------------------------------------------


def test_a_quiz_is_taken_from_beginning_to_result_without_javascript(amina, study):
    page = amina.get(reverse("quiz", args=[study.uuid]))
    uuid = re.search(r'name="uuid" value="([^"]+)"', page.text)[1]
    begun = amina.post(reverse("quiz", args=[study.uuid]), {"uuid": uuid})
    attempt = Attempt.objects.get()
    assert str(attempt.uuid) == uuid
    assert begun.url == reverse("attempt-item", args=[uuid, 1])

    for place, key in enumerate(attempt.draw["items"], 1):
        assert f"Question {place} of 5" in amina.get(item_url(attempt, key)).text
        onward = amina.post(item_url(attempt, key), form(attempt, key, RIGHT[key], go="next"))
    assert onward.url == reverse("attempt-review", args=[uuid])

    assert "Every question is answered" in amina.get(onward.url).text
    assert submit(amina, attempt).url == reverse("attempt-result", args=[uuid])

    page = result(amina, attempt).text
    assert "Passed" in page
    assert "You answered 5 of 5 questions right." in page
    assert "100.0 %" in page
    study.refresh_from_db()
    assert study.completed_at


def test_before_the_quiz_it_is_said_what_it_asks(amina, study):
    page = amina.get(reverse("quiz", args=[study.uuid])).text

    assert "5 questions" in page
    assert "at least 4 of the 5 questions" in page
    assert "⚑" in page
    assert "Only you see your score" in page


def test_whoever_has_begun_goes_on_at_the_first_open_question(amina, study, attempt):
    for key in attempt.draw["items"][:2]:
        actions.save_response(attempt, key, RIGHT[key], revision=0, language="en")

    page = amina.get(reverse("quiz", args=[study.uuid])).text
    onward = amina.post(reverse("quiz", args=[study.uuid]), {"uuid": uuid4()})

    assert "You have begun this quiz" in page
    assert onward.url == reverse("attempt-item", args=[attempt.uuid, 3])


@pytest.mark.parametrize(("go", "to"), [("next", 3), ("previous", 1), ("stay", 2)])
def test_the_buttons_lead_where_they_say_and_keep_the_answer(amina, attempt, go, to):
    key = attempt.draw["items"][1]

    onward = amina.post(item_url(attempt, key), form(attempt, key, RIGHT[key], go=go))

    assert onward.url == reverse("attempt-item", args=[attempt.uuid, to])
    assert attempt.responses.get().answer == RIGHT[key]


def test_a_question_may_be_passed_over(amina, attempt):
    onward = amina.post(item_url(attempt, "q1"), {"q1.revision": 0})

    assert onward.status_code == 302
    assert not Response.objects.exists()


@pytest.mark.parametrize("key", RIGHT)
def test_what_was_answered_is_filled_in_when_the_question_is_opened_again(amina, attempt, key):
    amina.post(item_url(attempt, key), form(attempt, key, RIGHT[key]))

    again = amina.get(item_url(attempt, key))

    (row,) = [row for row in again.context["shown"] if row["question"].key == key]
    assert row["revision"] == 1
    if key == "q4":
        assert {item["key"]: item["position"] for item in row["items"]} == {
            "stop": "1",
            "repay": "2",
            "check": "3",
        }
    elif key == "q5":
        order = attempt.draw["options"]["q5"]
        assert [order[int(left["chosen"]) - 1] for left in row["lefts"]] == ["p1", "p2"]
    else:
        assert [item["key"] for item in row["items"] if item["checked"]] == [
            option for option in attempt.draw["options"][key] if option in RIGHT[key]
        ]


def test_a_thousand_openings_do_not_draw_again(amina, attempt):
    shown = {
        str([row["question"] for row in amina.get(item_url(attempt, "q1")).context["shown"]])
        for _ in range(20)
    }

    assert len(shown) == 1


def test_changing_the_language_in_the_middle_changes_no_answer(amina, study, attempt):
    spanish = items()
    for item in spanish:
        item["question"] = f"ES {item['key']}"
    words = document(module=study.module.code, language="es", quiz={"minutes": 6, "items": spanish})
    EditionFactory(module=study.module, language="es", source=study.edition, document=words)
    amina.post(item_url(attempt, "q1"), form(attempt, "q1", ["b"]))
    people.choose_language(study.person, "es")

    page = amina.get(item_url(attempt, "q1"))
    amina.post(item_url(attempt, "q5"), form(attempt, "q5", RIGHT["q5"]))

    assert "ES q1" in page.text
    assert [row["revision"] for row in page.context["shown"] if row["question"].key == "q1"] == [1]
    assert dict(attempt.responses.values_list("item_key", "language")) == {"q1": "en", "q5": "es"}
    assert actions.submit(attempt.uuid, by=study.person).score == 40


def test_a_question_without_translation_is_shown_in_its_own_language_and_says_so(
    amina, study, attempt
):
    spanish = document(
        module=study.module.code, language="es", quiz={"minutes": 6, "items": items()[1:]}
    )
    EditionFactory(module=study.module, language="es", source=study.edition, document=spanish)
    people.choose_language(study.person, "es")

    page = amina.get(item_url(attempt, "q1"))

    assert [
        row["question"].key for row in page.context["shown"] if row["question"].language != "es"
    ] == ["q1"]
    assert page.text.count('<div lang="en" dir="ltr">') == 1


def test_a_translation_that_lacks_an_option_gives_way_to_the_source(amina, study, attempt):
    lacking = items()
    del lacking[0]["options"][2]
    words = document(module=study.module.code, language="es", quiz={"minutes": 6, "items": lacking})
    EditionFactory(module=study.module, language="es", source=study.edition, document=words)
    people.choose_language(study.person, "es")

    page = amina.get(item_url(attempt, "q1"))

    assert "a gift" in page.text


# --- whether it is open --------------------------------------------------------------------


def test_lessons_that_are_left_are_named(client):
    study = StudyFactory()
    client.force_login(study.person)

    page = client.get(reverse("quiz", args=[study.uuid]))
    refused = client.post(reverse("quiz", args=[study.uuid]), {"uuid": uuid4()})

    assert "2 lessons are left" in page.text
    assert "Lesson l1" in page.text
    assert refused.status_code == 422
    assert not Attempt.objects.exists()


def test_the_pause_after_a_miss_is_told_with_its_end(amina, study, attempt, settings):
    settings.QUIZ_COOL_DOWN = timedelta(hours=1)
    actions.submit(attempt.uuid, by=study.person)

    page = amina.get(reverse("quiz", args=[study.uuid]))
    refused = amina.post(reverse("quiz", args=[study.uuid]), {"uuid": uuid4()})

    assert "A pause before you try again" in page.text
    assert "Begin the quiz" not in page.text
    assert refused.status_code == 422
    assert Attempt.objects.count() == 1


def test_a_module_without_a_quiz_has_no_such_page(client):
    study = after_lessons(module=EditionFactory(without_quiz=True).module)
    client.force_login(study.person)

    assert client.get(reverse("quiz", args=[study.uuid])).status_code == 404


def test_a_uuid_that_is_none_does_not_hinder(amina, study):
    assert amina.post(reverse("quiz", args=[study.uuid]), {"uuid": "x" * 500}).status_code == 302


# --- whose it is ---------------------------------------------------------------------------

PLACES = ["attempt-review", "attempt-result"]


def test_another_s_quiz_is_not_found(study, attempt, client):
    client.force_login(PersonFactory())

    assert client.get(reverse("quiz", args=[study.uuid])).status_code == 404
    assert client.post(reverse("quiz", args=[study.uuid])).status_code == 404
    assert client.get(item_url(attempt, "q1")).status_code == 404
    assert client.post(item_url(attempt, "q1"), form(attempt, "q1", ["b"])).status_code == 404
    assert client.get(reverse("attempt-review", args=[attempt.uuid])).status_code == 404
    assert client.get(reverse("attempt-result", args=[attempt.uuid])).status_code == 404
    assert submit(client, attempt).status_code == 404
    answer = client.post(save_url(attempt), form(attempt, "q1", ["b"]))
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    attempt.refresh_from_db()
    assert attempt.submitted_at is None
    assert not Response.objects.exists()


def test_another_s_attempt_answers_like_one_that_does_not_exist(attempt, client):
    client.force_login(PersonFactory())
    nowhere = client.post(reverse("attempt-save", args=[uuid4()]), form(attempt, "q1", ["b"]))

    assert client.post(save_url(attempt), form(attempt, "q1", ["b"])).json() == nowhere.json()


def test_a_position_beyond_the_quiz_is_not_found(amina, attempt):
    for position in (0, 6, 10**12):
        url = reverse("attempt-item", args=[attempt.uuid, position])
        assert amina.get(url).status_code == 404


def test_signing_in_leads_back_to_the_same_question(client, attempt):
    answer = client.get(item_url(attempt, "q2"))

    assert answer.status_code == 302
    assert answer.url.endswith(f"?next={item_url(attempt, 'q2')}")


def test_an_answer_sent_after_the_session_ended_waits_for_signing_in(client, study, attempt):
    sent = client.post(item_url(attempt, "q1"), form(attempt, "q1", ["a"]))
    assert sent.url.endswith(f"?next={item_url(attempt, 'q1')}")

    client.force_login(study.person)
    page = client.get(item_url(attempt, "q1"))

    assert "Your answer is still here" in page.text
    (row,) = [row for row in page.context["shown"] if row["question"].key == "q1"]
    assert [item["key"] for item in row["items"] if item["checked"]] == ["a"]
    assert "Your answer is still here" not in client.get(item_url(attempt, "q1")).text


def test_who_hands_in_signed_out_comes_back_to_the_review(client, attempt):
    answer = submit(client, attempt)

    assert answer.url.endswith(f"?next={reverse('attempt-review', args=[attempt.uuid])}")


def test_a_save_of_nobody_is_told_so_in_json(client, attempt):
    answer = client.post(save_url(attempt), form(attempt, "q1", ["b"]))

    assert answer.status_code == 401
    assert "signed out" in answer.json()["message"]


def test_no_page_of_a_quiz_is_kept_by_browsers_or_proxies(amina, study, attempt):
    for url in [
        reverse("quiz", args=[study.uuid]),
        item_url(attempt, "q1"),
        reverse("attempt-review", args=[attempt.uuid]),
    ]:
        assert "no-store" in amina.get(url)["Cache-Control"]
    assert "no-store" in amina.post(save_url(attempt), {})["Cache-Control"]


def test_reading_changes_nothing(amina, study, attempt):
    before = list(Attempt.objects.values()), list(Response.objects.values())

    for url in [reverse("quiz", args=[study.uuid]), item_url(attempt, "q1"), save_url(attempt)]:
        amina.get(url)
    for place in PLACES:
        amina.get(reverse(place, args=[attempt.uuid]))

    assert (list(Attempt.objects.values()), list(Response.objects.values())) == before


def test_a_forged_post_is_refused(study, attempt):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(study.person)

    assert strict.post(item_url(attempt, "q1"), form(attempt, "q1", ["b"])).status_code == 403
    assert strict.post(save_url(attempt), form(attempt, "q1", ["b"])).status_code == 403
    assert submit(strict, attempt).status_code == 403


def test_a_reload_of_the_handing_in_leads_to_the_look_over(amina, attempt):
    """Also what a change of language does when questions were left open."""
    answer = amina.get(reverse("attempt-submit", args=[attempt.uuid]))

    assert answer["Location"] == reverse("attempt-review", args=[attempt.uuid])
