"""Checks and stories: answered at once, counted without a person, kept nowhere."""

import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.urls import reverse

from assessments.models import DilemmaCount
from content import player
from courses.models import LessonDone
from courses.reading import reading

pytestmark = pytest.mark.django_db

SECRETS = [
    "Eight months later a newspaper reports fees.",
    "Both arrive on Wednesday.",
    "Ask the people who were recruited.",
]


def page_number(response):
    return re.search(r'name="page" value="([^"]+)"', response.content.decode())[1]


def practise(client, study, key="l2", *, fetched=False, **form):
    headers = {"X-Requested-With": "fetch"} if fetched else {}
    return client.post(reverse("lesson-practice", args=[study.uuid, key]), form, headers=headers)


def test_what_follows_from_a_choice_is_not_on_the_page_before_it(amina, study):
    told = amina.get(reverse("lesson", args=[study.uuid, "l2"])).content.decode()

    assert "Award to the cheaper one." in told
    for secret in [*SECRETS, "harmful", "The workers paid elsewhere."]:
        assert secret not in told


def test_the_right_answer_of_a_check_is_not_on_the_page_before_it_is_answered(amina, study):
    first = amina.get(reverse("lesson", args=[study.uuid, "l1"])).content.decode()

    block = first[first.index('id="b-l1-k1"') : first.index("This is practice")]
    assert "Nobody should pay for a job." not in block
    assert "right" not in block.lower()


def test_a_choice_shows_what_happened_and_the_next_decision(amina, study):
    response = practise(amina, study, choice="d1/b", page=str(uuid.uuid4()))

    told = response.content.decode()
    assert response.status_code == 200
    assert "You chose:" in told
    assert "Both arrive on Wednesday." in told
    assert "The sheet shows a fee of zero. What now?" in told
    assert 'value="d1/b/a"' in told
    assert "Ask the people who were recruited." not in told
    assert "Three have paid." not in told


def test_a_story_ends_with_the_better_practice(amina, study):
    told = practise(amina, study, choice="d1/b/b").content.decode()

    assert "Both arrive on Wednesday." in told
    assert "Three have paid." in told
    assert "Why this works" in told
    assert "Ask the people who were recruited." in told
    assert "The workers paid elsewhere." not in told


def test_another_choice_can_be_tried(amina, study):
    told = practise(amina, study, choice="d1").content.decode()

    assert "Award to the cheaper one." in told
    assert "You chose:" not in told


def test_a_script_gets_the_block_alone(amina, study):
    response = practise(amina, study, choice="d1/a", fetched=True)

    told = response.content.decode().strip()
    assert told.startswith("<section")
    assert told.endswith("</section>")
    assert "What works better" in told


@pytest.mark.parametrize("choice", ["", "nowhere", "d1/z", "d1/a/a", "d1/b/b/a", "l2"])
def test_a_choice_that_does_not_exist_is_not_found(amina, study, choice):
    assert practise(amina, study, choice=choice).status_code == 404
    assert DilemmaCount.objects.count() == 0


def test_a_check_answers_at_once(amina, study):
    wrong = practise(amina, study, "l1", choice="l1-k1", **{"answer.l1-k1": "a"}).content.decode()
    right = practise(amina, study, "l1", choice="l1-k1", **{"answer.l1-k1": "b"}).content.decode()

    assert "Look again" in wrong
    assert "This is right" in wrong
    assert "Your answer, and right" in right


def test_a_check_without_an_answer_asks_for_one(amina, study):
    response = practise(amina, study, "l1", choice="l1-k1")

    assert response.status_code == 422
    assert "Choose an answer first." in response.content.decode()


def test_a_check_can_be_answered_again(amina, study):
    told = practise(amina, study, "l1", again="l1-k1", **{"answer.l1-k1": "a"}).content.decode()

    assert "Look again" not in told
    assert "Check my answer" in told


def test_the_first_choice_of_a_page_is_counted_and_no_other(amina, study):
    page = page_number(amina.get(reverse("lesson", args=[study.uuid, "l2"])))

    after = practise(amina, study, choice="d1/b", page=page)
    practise(amina, study, choice="d1/b", page=page)
    practise(amina, study, choice="d1/a", page=page)
    practise(amina, study, choice="d1/b/b", page=page)

    assert page_number(after) == page
    counts = DilemmaCount.objects.values_list("decision_key", "option_key", "choices_made")
    assert sorted(counts) == [("d1-first", "b", 1), ("d1-second", "b", 1)]
    assert {count.edition for count in DilemmaCount.objects.all()} == {study.edition}


def test_a_choice_without_a_page_number_is_not_counted(amina, study):
    for page in ("", "not-a-number"):
        practise(amina, study, choice="d1/b", page=page)

    assert DilemmaCount.objects.count() == 0


def test_no_row_no_session_and_no_cache_joins_a_reader_to_a_choice(amina, study):
    """Rule R13: all that a choice leaves is a number."""
    page = page_number(amina.get(reverse("lesson", args=[study.uuid, "l2"])))
    before = Session.objects.get().session_data

    practise(amina, study, choice="d1/b", page=page)

    assert Session.objects.get().session_data == before
    assert caches["once"].get(f"counted:{page}:d1-first") == 1
    columns = {field.name for field in DilemmaCount._meta.get_fields()}
    assert columns == {
        "id",
        "edition",
        "decision_key",
        "option_key",
        "audience_role",
        "week",
        "choices_made",
    }
    assert LessonDone.objects.count() == 0


def test_a_story_may_be_skipped(amina, study):
    amina.post(reverse("lesson-done", args=[study.uuid, "l1"]))

    amina.post(reverse("lesson-done", args=[study.uuid, "l2"]))

    assert (
        'href="#after-d1"' in player.blocks_of(reading(study.edition_id, "en").lesson("l2"))["d1"]
    )
    assert study.lessons_done.count() == 2
