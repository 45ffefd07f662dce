"""Modules read in several languages, and changed while they are read."""

import re

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses import actions, shelf
from people import actions as people
from tests.documents import document, lesson
from tests.factories import EditionFactory, EnrolmentFactory, ModuleFactory, ProgrammeFactory
from tests.latin import latin_words

pytestmark = pytest.mark.django_db


def translate(edition, language="es", **changes):
    words = {name: value for name, value in edition.document.items() if "number" not in name}
    words |= {"language": language, "title": f"{words['title']} ({language})"} | changes
    return actions.publish_edition(
        edition.module, language=language, document=words, source=edition
    )


@pytest.mark.parametrize("language", configured.PARTIAL_LANGUAGES)
def test_what_stands_around_words_not_translated_is_in_the_readers_language(
    amina, enrolment, study, language
):
    people.choose_language(enrolment.person, language)
    pages = {
        "learning": reverse("my-learning"),
        "messages": reverse("my-messages"),
        "programme": reverse("programme", args=[enrolment.programme.code]),
        "module": reverse("module", args=[study.module.code]),
        "study": reverse("study", args=[study.uuid]),
        "lesson": reverse("lesson", args=[study.uuid, "l1"]),
    }

    said = {page: amina.get(address).text for page, address in pages.items()}
    for key in ("l1", "l2"):
        actions.finish_lesson(study, key, language="en")
    said["quiz"] = amina.get(reverse("quiz", args=[study.uuid])).text

    # What is written in another language, where no mark can say so: in a window's title.
    own = re.compile(r"Who paid for this job\?|Buying without harm|P\d+|Lesson l\d")
    named = {page: text.replace(enrolment.person.full_name, "") for page, text in said.items()}
    left = {page: latin_words(own.sub("", text)) for page, text in named.items()}
    assert {page: words for page, words in left.items() if words} == {}


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
    shelf.editions.clear()
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
