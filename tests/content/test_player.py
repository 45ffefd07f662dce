"""The lesson player: what is read, what is recorded, and what is nowhere kept."""

import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import DilemmaCount
from content import player
from courses import actions, shelf
from courses.models import Completion, Edition, LessonDone, Study
from courses.reading import reading
from people import actions as people
from tests.documents import dilemma, document, lesson
from tests.factories import (
    EditionFactory,
    EnrolmentFactory,
    ModuleFactory,
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
def enrolment():
    return EnrolmentFactory()


@pytest.fixture
def amina(enrolment):
    """A client signed in as the one who is enrolled."""
    client = Client()
    client.force_login(enrolment.person)
    return client


@pytest.fixture
def study(enrolment):
    module = enrolment.requirements.get().module
    return actions.open_study(enrolment.person, module)


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


def page_number(response):
    return re.search(r'name="page" value="([^"]+)"', response.content.decode())[1]


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
    shown = reading(study.edition, "en").lesson("l2")

    html = "".join(player.blocks_of(shown).values())

    assert "csrf" not in html
    assert str(study.uuid) not in html
    assert study.person.full_name not in html


def test_markup_that_acts_is_taken_out():
    evil = '<p onclick="x()">Hello <script>alert(1)</script><img src=x onerror=y></p>'
    edition = EditionFactory(document=document(lessons=[lesson("l1", text=evil)]))

    html = player.blocks_of(reading(edition, "en").lesson("l1"))["l1-t1"]

    assert "<p>Hello </p>" in html
    assert "onclick" not in html


def test_words_of_another_kind_are_escaped():
    plain = "Pay <b>in full</b> & on time"
    edition = EditionFactory(document=document(lessons=[lesson("l1", text=plain)]))

    html = player.blocks_of(reading(edition, "en").lesson("l1"))["l1-t1"]

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

    html = player.blocks_of(reading(edition, "en").lesson("l1"))["b1"]

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


# --- languages -----------------------------------------------------------------------------


def test_a_translation_not_reviewed_says_so(amina, study):
    words = study.edition.document | {"language": "es", "title": "¿Quién pagó?"}
    actions.publish_edition(
        study.module, language="es", document=words, source=study.edition, review="unreviewed"
    )
    people.choose_language(study.person, "es")

    told = amina.get(reverse("lesson", args=[study.uuid, "l1"])).context

    assert told["is_unreviewed"]
    assert told["words"]["title"] == "¿Quién pagó?"


def test_a_lesson_that_is_not_translated_keeps_its_language_and_says_so(amina, study):
    translate(study.edition, lessons=study.edition.document["lessons"][:1])
    people.choose_language(study.person, "es")

    response = amina.get(reverse("lesson", args=[study.uuid, "l2"]))

    assert response.context["shown"].notice == "missing"
    assert '<h1 lang="en" dir="ltr">' in response.content.decode()


def test_a_lesson_translated_from_another_state_says_so(amina, study):
    other = document(
        module=study.module.code,
        lessons=[lesson("l1", text="<p>Changed.</p>"), study.edition.document["lessons"][1]],
    )
    newer = actions.publish_edition(study.module, language="en", document=other)
    translate(newer)
    people.choose_language(study.person, "es")

    notices = [
        amina.get(reverse("lesson", args=[study.uuid, key])).context["shown"].notice
        for key in ("l1", "l2")
    ]

    assert notices == ["older", ""]


def test_the_page_of_a_right_to_left_reader_marks_what_is_english(amina, study):
    people.choose_language(study.person, "ar")

    told = amina.get(reverse("lesson", args=[study.uuid, "l1"])).content.decode()

    assert '<html lang="ar" dir="rtl">' in told
    assert '<div class="prose" lang="en" dir="ltr">' in told


KEYS = ["l1", "l2", "l3", "l4"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), st.sampled_from(KEYS)),
        st.tuples(st.just("speak"), st.sampled_from(["en", "es", "ar"])),
        st.tuples(st.just("publish"), st.lists(st.sampled_from(KEYS), min_size=1, unique=True)),
        st.tuples(st.just("translate"), st.sampled_from(["es", "ar"])),
    ),
    max_size=8,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_publishing_and_changing_the_language_in_mid_course_lose_nothing(steps):
    """Rule R3: what was read stays read, what is asked stays asked, whatever is published."""
    shelf.clear()
    cache.clear()
    module = ModuleFactory()
    said = document(module=module.code, lessons=[lesson(key) for key in KEYS[:3]])
    edition = EditionFactory(module=module, document=said)
    learner = EnrolmentFactory(programme=ProgrammeFactory(modules=[edition.module])).person
    study = actions.open_study(learner, edition.module)
    client = Client()
    client.force_login(learner)
    asked = KEYS[:3]
    done: set[str] = set()
    newest = edition
    for step, what in steps:
        if step == "read":
            response = client.post(reverse("lesson-done", args=[study.uuid, what]))
            assert response.status_code == (302 if what in asked else 404)
            done |= {what} & set(asked)
        elif step == "speak":
            people.choose_language(learner, what)
        elif step == "publish":
            lessons = [lesson(key, text=f"<p>{len(done)} {key}</p>") for key in what]
            changed = document(module=edition.module.code, lessons=lessons)
            newest = actions.publish_edition(edition.module, language="en", document=changed)
        else:
            translate(newest, what)

        response = client.get(reverse("study", args=[study.uuid]))

        told = response.context["lessons"]
        assert [one["part"]["key"] for one in told] == asked
        assert {one["part"]["key"] for one in told if one["is_done"]} == done
        for key in asked:
            assert client.get(reverse("lesson", args=[study.uuid, key])).status_code == 200
    study.refresh_from_db()
    assert study.edition == edition
    assert set(study.lessons_done.values_list("lesson_key", flat=True)) == done


# --- checks and stories --------------------------------------------------------------------


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

    assert "Not yet" in wrong
    assert "This is right" in wrong
    assert "Your answer, and right" in right


def test_a_check_without_an_answer_asks_for_one(amina, study):
    response = practise(amina, study, "l1", choice="l1-k1")

    assert response.status_code == 422
    assert "Choose an answer first." in response.content.decode()


def test_a_check_can_be_answered_again(amina, study):
    told = practise(amina, study, "l1", again="l1-k1", **{"answer.l1-k1": "a"}).content.decode()

    assert "Not yet" not in told
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
    assert cache.get(f"counted:{page}:d1-first") == 1
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

    assert 'href="#after-d1"' in player.blocks_of(reading(study.edition, "en").lesson("l2"))["d1"]
    assert study.lessons_done.count() == 2


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
