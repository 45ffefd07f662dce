"""The starter curriculum keeps the authoring rules that can be checked by reading it."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from content import starter_files
from content.markdown import to_html
from content.models import HomePage, ModulePage, ProgrammePage
from courses import document as documents
from courses.models import Edition, Programme

FOLDER = Path(starter_files.__file__).parent / "starter"
STARTER = starter_files.read(FOLDER)
MODULES = {code: languages["en"] for code, languages in STARTER.modules.items()}
ASSESSED = {code: module for code, module in MODULES.items() if "quiz" in module}
# Design minutes of a module, by the programme that its code begins with.
LENGTHS = {"A": (30, 35), "B": (30, 35), "C": (20, 25), "D": (15, 15)}
BANNED = [
    "slavery-free",
    "slavery free",
    "certified free",
    "compliant worker",
    "all of the above",
    "none of the above",
]


def words_of(part):
    if isinstance(part, dict):
        for value in part.values():
            yield from words_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from words_of(value)
    elif isinstance(part, str):
        yield part


def choices():
    """Every question and check with one right option: its options and which is right."""
    for module in MODULES.values():
        blocks = [block for lesson in module["lessons"] for block in lesson["blocks"]]
        checks = [block for block in blocks if block["kind"] == "check"]
        items = module.get("quiz", {}).get("items", [])
        for part in checks + [item for item in items if item["kind"] == "single"]:
            options = part["options"]
            right = [number for number, option in enumerate(options) if option.get("right")]
            if len(right) == 1 and len(options) >= 3 and not part.get("fixed_order"):
                yield [option["text"] for option in options], right[0]


def test_the_right_answer_is_not_betrayed_by_its_place():
    places = Counter((len(options), right) for options, right in choices())

    for (size, _), count in places.items():
        of_size = sum(n for (other, _), n in places.items() if other == size)
        assert count <= of_size / 2 or of_size < 4, places


def test_the_right_answer_is_not_betrayed_by_its_length():
    ranks = Counter()
    for options, right in choices():
        longer = sum(len(option) > len(options[right]) for option in options)
        ranks[
            "longest" if longer == 0 else "shortest" if longer == len(options) - 1 else "middle"
        ] += 1

    total = sum(ranks.values())
    assert ranks["longest"] <= total / 2, ranks
    assert ranks["shortest"] <= total / 2, ranks


@pytest.mark.parametrize("code", MODULES)
def test_a_module_takes_as_long_as_its_programme_promises(code):
    least, most = LENGTHS[code[0]]

    assert least <= MODULES[code]["minutes"] <= most


@pytest.mark.parametrize("code", MODULES)
def test_no_module_says_what_must_not_be_said(code):
    said = " ".join(
        words for part in STARTER.modules[code].values() for words in words_of(part)
    ).lower()

    assert [words for words in BANNED if words in said] == []


@pytest.mark.parametrize("code", ASSESSED)
def test_some_questions_protect_peoples_safety(code):
    items = ASSESSED[code]["quiz"]["items"]

    assert 1 <= sum(item.get("critical", False) for item in items) < len(items)


@pytest.mark.parametrize("code", ASSESSED)
def test_every_objective_is_tested_or_practised(code):
    module = ASSESSED[code]
    tested = {item.get("objective") for item in module["quiz"]["items"]}

    assert len(tested - {None}) >= len(module["objectives"]) - 1


@pytest.mark.parametrize("code", ASSESSED)
def test_feedback_says_more_than_right_or_wrong(code):
    feedback = [
        part["feedback"]
        for lesson in MODULES[code]["lessons"]
        for part in lesson["blocks"]
        if part["kind"] == "check"
    ]
    feedback += [item["feedback"] for item in MODULES[code]["quiz"]["items"]]

    assert [words for words in feedback if len(words.split()) < 4] == []


@pytest.mark.parametrize("code", MODULES)
def test_a_module_begins_with_leave_to_stop(code):
    assert "stop" in MODULES[code]["opening"]


def test_workers_are_neither_scored_nor_judged():
    module = MODULES["D1"]

    blocks = [block for lesson in module["lessons"] for block in lesson["blocks"]]
    stories = [block for block in blocks if block["kind"] == "dilemma"]
    judged = [way for story in stories for turn in story["decisions"] for way in turn["options"]]
    assert module["mode"] == "open"
    assert "quiz" not in module
    assert [way for way in judged if "judgement" in way] == []


@pytest.mark.parametrize("code", ASSESSED)
def test_every_dilemma_offers_a_better_way_and_a_temptation(code):
    blocks = [block for lesson in ASSESSED[code]["lessons"] for block in lesson["blocks"]]

    for story in (block for block in blocks if block["kind"] == "dilemma"):
        for turn in story["decisions"]:
            judgements = {way["judgement"] for way in turn["options"]}
            assert "better" in judgements, story["title"]
            assert judgements & {"harmful", "partial"}, story["title"]


@pytest.mark.parametrize("code", MODULES)
def test_sources_named_in_the_text_are_listed(code):
    module = MODULES[code]
    listed = {source["code"] for source in module.get("sources", [])}
    named = {
        name.split(" ")[0]
        for words in words_of(module)
        for bracket in words.split("[")[1:]
        for name in bracket.split("]")[0].split(", ")
        if name[:1].isupper()
    }

    assert named - listed == set()


@pytest.mark.parametrize(
    ("code", "language"),
    [(code, language) for code, words in STARTER.modules.items() for language in words],
)
def test_no_lesson_begins_by_saying_its_title_again(code, language):
    for lesson in STARTER.modules[code][language]["lessons"]:
        sentence = lesson["blocks"][0].get("text", "").replace("*", "").split(".")[0]
        assert not sentence.lower().endswith(lesson["title"].lower())


@pytest.mark.parametrize("code", ["B3", "C3", "D1"])
def test_the_model_modules_are_in_every_language(code):
    assert set(STARTER.modules[code]) == {code for code, _ in settings.CONTENT_LANGUAGES}


@pytest.mark.django_db
def test_loading_publishes_everything_and_loading_again_nothing(capsys):
    call_command("load_starter", verbosity=0)
    assert capsys.readouterr().out == ""
    call_command("load_starter")

    assert capsys.readouterr().out.endswith("Nothing new.\n")
    files = sum(len(languages) for languages in STARTER.modules.values())
    assert Edition.objects.count() == files
    assert ModulePage.objects.live().count() == files
    assert HomePage.objects.live().count() == 3
    assert ProgrammePage.objects.live().count() == 3 * len(STARTER.programmes)
    assert set(Programme.objects.values_list("code", flat=True)) == set("ABCD")
    for edition in Edition.objects.exclude(source=None):
        assert_whole(edition)


def assert_whole(edition):
    """The translation says, in its file's own words, every part of its source."""
    own, said = edition.source.document, edition.document
    assert documents.lesson_keys(said) == documents.lesson_keys(own)
    assert [item["key"] for item in documents.items(said)] == [
        item["key"] for item in documents.items(own)
    ]
    file = STARTER.modules[own["module"]][edition.language]
    assert said["title"] == file["title"]
    for lesson, written in zip(said["lessons"], file["lessons"], strict=True):
        for block, words in zip(lesson["blocks"], written["blocks"], strict=True):
            if block["kind"] == "text":
                assert in_words(block["html"]) == in_words(to_html(words["text"]))


def in_words(html):
    for tag in ("strong", "em", "b", "i"):
        html = html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    return html
