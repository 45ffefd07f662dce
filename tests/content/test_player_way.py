"""The way through a module: straight on, the pause after the questions, and where help is."""

import re
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments import actions as quizzes
from courses import actions
from people import actions as people

pytestmark = pytest.mark.django_db

KEYS = ("l1", "l2")


def finish(study, keys=KEYS):
    for key in keys:
        actions.finish_lesson(study, key, language="en")


def miss(study, at=None):
    """An attempt handed in with nothing answered."""
    attempt = quizzes.start(study.uuid, by=study.person, uuid=uuid4(), at=at)
    quizzes.submit(attempt.uuid, by=study.person, at=at)


def lesson(client, study, key):
    return client.get(reverse("lesson", args=[study.uuid, key])).text


def main_action(client, study):
    """The address and the words of the study page's wide button."""
    told = client.get(reverse("study", args=[study.uuid])).text
    found = re.search(r'class="button +wide" href="([^"]+)"><span>([^<]+)<', told)
    assert found
    return found.groups()


# --- the last lesson -----------------------------------------------------------------------


def test_the_last_lesson_says_that_the_questions_come_next(amina, study):
    finish(study, ["l1"])

    told = lesson(amina, study, "l2")
    answer = amina.post(reverse("lesson-done", args=[study.uuid, "l2"]))

    assert "I have read this: to the questions" in told
    assert answer.url == reverse("quiz", args=[study.uuid])


def test_the_last_lesson_does_not_promise_questions_while_others_are_left(amina, study):
    told = lesson(amina, study, "l2")
    answer = amina.post(reverse("lesson-done", args=[study.uuid, "l2"]))

    assert "to the questions" not in told
    assert "I have read this" in told
    assert answer.url == reverse("study", args=[study.uuid])


def test_the_last_lesson_read_again_leads_to_the_questions_that_are_left(amina, study):
    finish(study)

    told = lesson(amina, study, "l2")

    assert f'href="{reverse("quiz", args=[study.uuid])}"' in told
    assert "I have read this" not in told


# --- the pause -----------------------------------------------------------------------------


def test_after_a_miss_the_study_says_when_it_opens_again_and_offers_the_lessons(amina, study):
    finish(study)
    at = timezone.now()
    miss(study, at)

    told = amina.get(reverse("study", args=[study.uuid])).text

    opens = timezone.localtime(at + timedelta(hours=1), ZoneInfo(study.person.time_zone))
    assert f"Opens again on <bdi>{date_format(opens, 'DATETIME_FORMAT')}</bdi>" in told
    assert main_action(amina, study) == (
        reverse("lesson", args=[study.uuid, "l1"]),
        "Read the lessons again",
    )


def test_after_the_pause_the_study_leads_to_the_questions_again(amina, study):
    finish(study)
    miss(study, timezone.now() - timedelta(hours=2))

    told = amina.get(reverse("study", args=[study.uuid])).text

    assert "Opens again" not in told
    assert main_action(amina, study) == (
        reverse("quiz", args=[study.uuid]),
        "Go to the questions",
    )


# --- what is told, and where ---------------------------------------------------------------


def test_that_no_speaker_has_reviewed_the_words_is_told_once_and_not_on_every_lesson(amina, study):
    words = study.edition.document | {"language": "es", "title": "¿Quién pagó?"}
    actions.publish_edition(
        study.module, language="es", document=words, source=study.edition, review="unreviewed"
    )
    people.choose_language(study.person, "es")

    pages = [
        amina.get(reverse("module", args=[study.module.code])),
        amina.get(reverse("study", args=[study.uuid])),
        amina.get(reverse("lesson", args=[study.uuid, "l1"])),
    ]

    assert ["notice info" in page.text for page in pages] == [True, True, False]


def test_the_site_card_leads_to_those_whom_one_can_tell(amina, study):
    link = f'<a class="alone" href="{reverse("concern")}" rel="noreferrer noopener">'

    module = amina.get(reverse("module", args=[study.module.code])).text

    for told in (module, lesson(amina, study, "l1")):
        assert link in told
        assert "Help and whom you can tell" in told
        assert "The site card hangs at your workplace." in told
