"""How a page becomes a document."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtailmedia.models import Media

from content.freeze import clean_html, freeze, numbered
from content.models import ModulePage
from courses import document as documents
from tests.content.pages import content, draft, fill, item, lesson, locale, option, single, text

pytestmark = pytest.mark.django_db


def frozen(**changes):
    page = fill(ModulePage(locale=locale()), **content(**changes))
    document = freeze(page)
    documents.validate(numbered(document))
    return document


def question(kind, **value):
    shared = {"question": "Which?", "feedback": "Why.", "objective": None, "critical": False}
    return {"type": kind, "id": "q9", "value": shared | value}


def test_block_ids_become_keys():
    document = frozen()

    assert documents.lesson_keys(document) == ["one", "two"]
    assert document["lessons"][0]["blocks"][0]["key"] == "t1"
    assert [option["key"] for option in document["quiz"]["items"][0]["options"]] == ["me", "boss"]


def test_minutes_are_the_sum_of_the_lessons_and_the_quiz():
    assert frozen()["minutes"] == 4 + 4 + 5
    assert frozen(quiz=[], quiz_minutes=5)["minutes"] == 8


def test_a_module_without_questions_has_no_quiz():
    assert frozen(quiz=[])["quiz"] is None


def test_an_objective_number_becomes_its_key():
    objective = {"type": "objective", "value": "Something else."}
    first, second = objective | {"id": "o1"}, objective | {"id": "o2"}
    asking = question("true_false", answer="true", objective=2)

    document = frozen(objectives=[first, second], quiz=[asking])

    assert document["quiz"]["items"][0]["objective"] == "o2"


def test_leading_to_a_decision_number_becomes_its_key():
    story = frozen()["lessons"][1]["blocks"][0]

    ways = {way["key"]: way["leads_to"] for way in story["decisions"][0]["options"]}

    assert ways == {"a": "", "b": "second"}


def test_true_or_false_becomes_two_options_with_fixed_keys():
    document = frozen(quiz=[question("true_false", answer="false")])

    options = document["quiz"]["items"][0]["options"]
    assert [(each["key"], each["right"]) for each in options] == [("true", False), ("false", True)]
    assert document["quiz"]["items"][0]["fixed_order"] is True


def test_steps_and_pairs_are_frozen_by_key():
    steps = [item("s1", {"text": "Stop"}), item("s2", {"text": "Repay"})]
    pairs = [
        item("p1", {"left": "Debt", "right": "A"}),
        item("p2", {"left": "Papers", "right": "B"}),
    ]
    ordering = question("ordering", options=steps)
    matching = question("matching", pairs=pairs) | {"id": "q8"}

    first, second = frozen(quiz=[ordering, matching])["quiz"]["items"]

    assert first["options"] == [{"key": "s1", "text": "Stop"}, {"key": "s2", "text": "Repay"}]
    assert second["pairs"][1] == {"key": "p2", "left": "Papers", "right": "B"}


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p data-block-key='x'><b>a</b> <i>b</i></p>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<p onclick='x()'>a<script>alert(1)</script></p>", "<p>a</p>"),
        ("<p><a href='javascript:x'>a</a><img src=x onerror=y></p>", "<p>a</p>"),
        ("<p>a</p><p></p><p> </p>", "<p>a</p>"),
        ("<ul>\n<li>a</li>\n</ul>", "<ul><li>a</li></ul>"),
        ("<style>p{}</style><iframe src='//x'></iframe>", ""),
    ],
)  # fmt: skip
def test_running_text_keeps_only_what_it_needs(html, clean):
    assert clean_html(html) == clean


# Wagtail leaves the closing of a drawn picture's temporary file to chance.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_pictures_sound_and_files_are_frozen_by_address():
    image = Image.objects.create(title="Gate", file=png(), width=40, height=30)
    sound = Media.objects.create(title="S", type="audio", file=ContentFile(b"x", "s.mp3"))
    film = Media.objects.create(title="F", type="video", file=ContentFile(b"x", "f.mp4"))
    card = Document.objects.create(title="Card", file=ContentFile(b"12345", "card.pdf"))
    heard = {"title": "T", "transcript": "<p>x</p>"}
    seen = {"image": image.pk, "alt": "A gate", "caption": None}
    blocks = [
        {"type": "image", "id": "i", "value": seen},
        {"type": "audio", "id": "a", "value": heard | {"media": sound.pk}},
        {"type": "video", "id": "v", "value": heard | {"media": film.pk, "captions": "WEBVTT"}},
        {"type": "download", "id": "d", "value": {"title": "T", "document": card.pk}},
    ]

    picture, heard, seen, file = frozen(lessons=[lesson("one", *blocks)])["lessons"][0]["blocks"]

    assert picture["url"].startswith("/media/images/")
    assert (picture["width"], picture["height"], picture["caption"]) == (40, 30, "")
    assert heard["url"] == sound.file.url
    assert (seen["url"], seen["captions"]) == (film.file.url, "WEBVTT")
    assert file["url"] == card.url
    assert file["size"] == 5


def png():
    file = io.BytesIO()
    Picture.new("RGB", (40, 30)).save(file, "PNG")
    return ContentFile(file.getvalue(), "gate.png")


def test_a_knowledge_check_is_frozen_with_its_right_option():
    check = {
        "type": "check",
        "id": "k1",
        "value": {
            "question": "Who pays?",
            "options": [option("a", "Me"), option("b", "The employer", right=True)],
            "feedback": "The employer.",
        },
    }

    block = frozen(lessons=[lesson("one", check)])["lessons"][0]["blocks"][0]

    assert [each["right"] for each in block["options"]] == [False, True]


def test_freezing_what_was_saved_says_the_same_as_what_was_written():
    page = draft(lessons=[lesson("one", text("t", "<p>a</p>"))], quiz=[single(critical=True)])

    assert freeze(ModulePage.objects.get(pk=page.pk)) == freeze(
        page.get_latest_revision_as_object()
    )


def test_a_new_block_gets_its_key_before_it_is_stored():
    unsaved = lesson("one", text("t", "<p>a</p>"))
    del unsaved["id"], unsaved["value"]["blocks"][0]["id"]
    page = fill(ModulePage(locale=locale(), live=False), **content(lessons=[unsaved]))

    document = freeze(page)

    assert document["lessons"][0]["key"] == page.lessons.get_prep_value()[0]["id"]
    assert document["lessons"][0]["blocks"][0]["key"]
