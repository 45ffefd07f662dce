"""The lesson player: what is read, what is recorded, and what is nowhere kept."""

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from assessments.models import DilemmaCount
from content import player
from courses import actions
from courses.models import Completion, Edition, LessonDone, Study
from courses.reading import reading
from people import actions as people
from tests.documents import dilemma, document, lesson
from tests.factories import (
    EditionFactory,
    EnrolmentFactory,
    PersonFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db

SECRETS = [
    "Eight months later a newspaper reports fees.",
    "Both arrive on Wednesday.",
    "Ask the people who were recruited.",
]


@pytest.fixture
def stranger():
    client = Client()
    client.force_login(PersonFactory())
    return client


def translate(edition, language="es", **changes):
    words = {name: value for name, value in edition.document.items() if "number" not in name}
    words |= {"language": language, "title": f"{words['title']} ({language})"} | changes
    return actions.publish_edition(
        edition.module, language=language, document=words, source=edition
    )


def addresses(study):
    return [
        ("get", reverse("study", args=[study.uuid])),
        ("get", reverse("lesson", args=[study.uuid, "l1"])),
        ("post", reverse("lesson-practice", args=[study.uuid, "l1"])),
        ("post", reverse("lesson-done", args=[study.uuid, "l1"])),
        ("get", reverse("lesson-captions", args=[study.uuid, "l1", "v1"])),
    ]


# --- the module and the study --------------------------------------------------------------


def test_a_module_is_told_before_it_is_begun(amina, enrolment):
    module = enrolment.requirements.get().module

    response = amina.get(reverse("module", args=[module.code]))

    assert response.status_code == 200
    told = response.content.decode()
    assert "Who paid for this job?" in told
    assert "Some of this may feel close to home." in told
    assert "Start" in told
    assert Study.objects.count() == 0


def test_starting_opens_one_study_however_often_it_is_pressed(amina, enrolment):
    module = enrolment.requirements.get().module
    address = reverse("module", args=[module.code])

    first, second = amina.post(address), amina.post(address)

    study = Study.objects.get()
    assert first.url == second.url == reverse("study", args=[study.uuid])
    assert enrolment.requirements.get().study == study


def test_a_module_that_nobody_asked_for_is_not_found(stranger, enrolment):
    address = reverse("module", args=[enrolment.requirements.get().module.code])

    assert stranger.get(address).status_code == 404
    assert stranger.post(address).status_code == 404
    assert Study.objects.count() == 0


def test_a_finished_programme_cannot_be_begun_again():
    done = EnrolmentFactory(completed=True)
    client = Client()
    client.force_login(done.person)
    address = reverse("module", args=[done.requirements.get().module.code])

    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 404


def test_another_persons_study_is_not_found_at_any_address(stranger, study):
    for method, address in addresses(study):
        response = getattr(stranger, method)(address, {"choice": "l1-k1"})

        assert response.status_code == 404, address
    assert LessonDone.objects.count() == 0


def test_nobody_reads_without_signing_in(client, study):
    for method, address in addresses(study):
        response = getattr(client, method)(address)

        assert response.status_code == 302, address
        assert response.url.startswith(reverse("account_login"))


def test_looking_changes_nothing(amina, enrolment, study, django_assert_num_queries):
    before = database()

    amina.get(reverse("module", args=[study.module.code]))
    for method, address in addresses(study):
        if method == "get":
            amina.get(address)
    amina.get(reverse("lesson-practice", args=[study.uuid, "l1"]))
    amina.get(reverse("lesson-done", args=[study.uuid, "l1"]))

    assert database() == before


def database():
    tables = [Study, LessonDone, Completion, DilemmaCount, Edition]
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_the_study_lists_the_lessons_and_opens_the_questions_last(amina, study):
    address = reverse("study", args=[study.uuid])

    before = amina.get(address).content.decode()
    for key in ("l1", "l2"):
        actions.finish_lesson(study, key, language="en")
    after = amina.get(address).content.decode()

    quiz = reverse("quiz", args=[study.uuid])
    assert "0 of 2 lessons done" in before
    assert "14 minutes left" in before
    assert quiz not in before
    assert "2 of 2 lessons done" in after
    assert "6 minutes left" in after
    assert quiz in after


# --- a lesson ------------------------------------------------------------------------------


def test_a_lesson_says_where_it_stands(amina, study):
    response = amina.get(reverse("lesson", args=[study.uuid, "l1"]))

    told = response.content.decode()
    assert "Lesson 1 of 2" in told
    assert "14 minutes left" in told
    assert "Nobody should pay for a job." in told
    assert "I have read this: next" in told


def test_an_unknown_lesson_is_not_found(amina, study):
    assert amina.get(reverse("lesson", args=[study.uuid, "nowhere"])).status_code == 404
    assert amina.post(reverse("lesson-done", args=[study.uuid, "nowhere"])).status_code == 404


def test_reading_a_lesson_twice_is_reading_it_once(amina, study):
    address = reverse("lesson-done", args=[study.uuid, "l1"])

    first, second = amina.post(address), amina.post(address)

    assert first.url == second.url == reverse("lesson", args=[study.uuid, "l2"])
    assert LessonDone.objects.count() == 1


def test_the_last_lesson_leads_to_the_questions(amina, study):
    amina.post(reverse("lesson-done", args=[study.uuid, "l1"]))

    response = amina.post(reverse("lesson-done", args=[study.uuid, "l2"]))

    assert response.url == reverse("quiz", args=[study.uuid])


def test_the_last_lesson_leads_back_while_another_is_unread(amina, study):
    response = amina.post(reverse("lesson-done", args=[study.uuid, "l2"]))

    assert response.url == reverse("study", args=[study.uuid])


def test_the_last_lesson_of_a_module_without_questions_completes_it():
    edition = EditionFactory(without_quiz=True)
    enrolment = EnrolmentFactory(programme=ProgrammeFactory(modules=[edition.module]))
    study = actions.open_study(enrolment.person, edition.module)
    client = Client()
    client.force_login(enrolment.person)

    client.post(reverse("lesson-done", args=[study.uuid, "l1"]))
    response = client.post(reverse("lesson-done", args=[study.uuid, "l2"]))

    assert response.url == reverse("study", args=[study.uuid])
    assert Completion.objects.filter(enrolment=enrolment).exists()


def test_a_lesson_page_costs_at_most_six_queries(amina, study, django_assert_max_num_queries):
    translate(study.edition)
    people.choose_language(study.person, "es")
    address = reverse("lesson", args=[study.uuid, "l1"])
    amina.get(address)

    with django_assert_max_num_queries(6):
        amina.get(address)


def test_a_study_page_costs_at_most_six_queries(amina, study, django_assert_max_num_queries):
    address = reverse("study", args=[study.uuid])
    amina.get(address)

    with django_assert_max_num_queries(6):
        amina.get(address)


def test_a_lesson_is_drawn_once_for_all(amina, study, monkeypatch):
    address = reverse("lesson", args=[study.uuid, "l1"])
    first = amina.get(address).content
    monkeypatch.setattr(player, "render_to_string", None)

    second = amina.get(address).content

    assert without_tokens(first) == without_tokens(second)


def without_tokens(page):
    return re.sub(rb'value="[^"]{36,64}"', b"", page)


def test_what_is_kept_of_a_lesson_holds_no_token_and_no_name(amina, study):
    shown = reading(study.edition_id, "en").lesson("l2")

    html = "".join(player.blocks_of(shown).values())

    assert "csrf" not in html
    assert str(study.uuid) not in html
    assert study.person.full_name not in html


def test_markup_that_acts_is_taken_out():
    evil = '<p onclick="x()">Hello <script>alert(1)</script><img src=x onerror=y></p>'
    edition = EditionFactory(document=document(lessons=[lesson("l1", text=evil)]))

    html = player.blocks_of(reading(edition.pk, "en").lesson("l1"))["l1-t1"]

    assert "<p>Hello </p>" in html
    assert "onclick" not in html


def test_words_of_another_kind_are_escaped():
    plain = "Pay <b>in full</b> & on time"
    edition = EditionFactory(document=document(lessons=[lesson("l1", text=plain)]))

    html = player.blocks_of(reading(edition.pk, "en").lesson("l1"))["l1-t1"]

    assert "<p>Pay &lt;b&gt;in full&lt;/b&gt; &amp; on time</p>" in html


@pytest.mark.parametrize(
    ("block", "seen"),
    [
        (
            {"kind": "callout", "tone": "danger", "title": "Now", "html": "<p>Call.</p>"},
            ["notice danger", "Now", "<p>Call.</p>"],
        ),
        (
            {"kind": "job_aid", "title": "The test", "html": "<ol><li>Ask</li></ol>"},
            ["job-aid", "<li>Ask</li>", "data-print"],
        ),
        (
            {
                "kind": "image",
                "url": "/media/gate.png",
                "alt": "A gate",
                "caption": "At dawn",
                "width": 10,
                "height": 5,
            },
            ['alt="A gate"', "At dawn", 'width="10"'],
        ),
        (
            {"kind": "audio", "url": "/media/a.mp3", "title": "Listen", "transcript": "<p>Hi</p>"},
            ["<audio", "/media/a.mp3", "<details", "<p>Hi</p>"],
        ),
        (
            {
                "kind": "video",
                "url": "/media/v.mp4",
                "title": "Watch",
                "captions": "WEBVTT",
                "transcript": "<p>Hi</p>",
            },
            ["<video", "captions/b1.vtt", "<details"],
        ),
        (
            {"kind": "download", "url": "/media/f.pdf", "title": "Sheet", "size": 2048},
            ["/media/f.pdf", "Sheet", "2.0"],
        ),
    ],
)
def test_each_kind_of_block_is_drawn(block, seen):
    part = lesson("l1") | {"blocks": [block | {"key": "b1"}]}
    edition = EditionFactory(document=document(lessons=[part]))

    html = player.blocks_of(reading(edition.pk, "en").lesson("l1"))["b1"]

    for words in seen:
        assert words in html


def test_captions_are_a_file_of_their_own(amina):
    video = {
        "key": "v1",
        "kind": "video",
        "url": "/media/v.mp4",
        "title": "Watch",
        "captions": "WEBVTT\n\n00:00.000 --> 00:01.000\nHello",
        "transcript": "<p>Hello</p>",
    }
    edition = EditionFactory(document=document(lessons=[lesson("l1") | {"blocks": [video]}]))
    enrolment = EnrolmentFactory(programme=ProgrammeFactory(modules=[edition.module]))
    study = actions.open_study(enrolment.person, edition.module)
    client = Client()
    client.force_login(enrolment.person)

    response = client.get(reverse("lesson-captions", args=[study.uuid, "l1", "v1"]))
    missing = client.get(reverse("lesson-captions", args=[study.uuid, "l1", "v2"]))

    assert response.headers["Content-Type"].startswith("text/vtt")
    assert b"Hello" in response.content
    assert missing.status_code == 404


# --- the preview ---------------------------------------------------------------------------


def test_a_preview_shows_everything_and_sends_nothing(settings):
    frozen = document(lessons=[lesson("l1"), lesson("l2") | {"blocks": [dilemma()]}])
    request = RequestFactory().get("/cms/")
    request.user = PersonFactory()

    told = player.render_preview(request, frozen | {"number": 1, "source_number": 1})

    html = told.content.decode()
    for secret in SECRETS:
        assert secret in html
    assert "Wages paid by bank" in html
    assert 'id="practice"' not in html
    assert "<form" not in html
