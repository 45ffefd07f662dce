"""How a translation lends its words to the source."""

import copy

from content.words import lend
from courses import document as documents
from tests.documents import document as source_document


def spoken(part):
    """The same tree in other words: every text says ES first."""
    if isinstance(part, dict):
        return {name: value if name in FIXED else spoken(value) for name, value in part.items()}
    if isinstance(part, list):
        return [spoken(each) for each in part]
    return f"ES {part}" if isinstance(part, str) and part else part


FIXED = {
    "key",
    "kind",
    "module",
    "mode",
    "objective",
    "judgement",
    "leads_to",
    "tone",
    "code",
    "review_by",
}


def test_a_translation_says_the_source_in_its_own_words():
    source = source_document()

    lent = lend(source, spoken(source) | {"language": "es"})

    assert lent["language"] == "es"
    assert lent["title"] == f"ES {source['title']}"
    assert lent["lessons"][0]["title"].startswith("ES ")
    assert documents.lesson_keys(lent) == documents.lesson_keys(source)


def test_what_is_right_and_how_long_it_takes_come_from_the_source():
    source = source_document()
    words = spoken(source)
    words["minutes"] = 999
    words["lessons"][0]["minutes"] = 999
    for item in words["quiz"]["items"]:
        item["critical"] = not item["critical"]
        for option in item.get("options", []):
            option["right"] = True

    lent = lend(source, words)

    assert lent["minutes"] == source["minutes"]
    assert [scored(item) for item in documents.items(lent)] == [
        scored(item) for item in documents.items(source)
    ]


def scored(item):
    options = [(option["key"], option.get("right")) for option in item.get("options", [])]
    return item["key"], item["kind"], item["critical"], options


def test_order_is_the_sources_order():
    source = source_document()
    words = spoken(source)
    words["lessons"].reverse()
    words["quiz"]["items"].reverse()

    lent = lend(source, words)

    assert documents.lesson_keys(lent) == documents.lesson_keys(source)


def test_a_part_that_the_source_lacks_is_dropped():
    source = source_document()
    words = spoken(source)
    extra = copy.deepcopy(words["lessons"][0]) | {"key": "extra"}
    words["lessons"].append(extra)

    assert "extra" not in documents.lesson_keys(lend(source, words))


def test_a_lesson_that_lacks_any_words_is_left_out_whole():
    source = source_document()
    words = spoken(source)
    first = words["lessons"][0]
    first["blocks"] = first["blocks"][1:]

    lent = lend(source, words)

    assert documents.lesson_keys(lent) == documents.lesson_keys(source)[1:]


def test_a_question_that_lacks_an_option_is_left_out_whole():
    source = source_document()
    words = spoken(source)
    question = words["quiz"]["items"][0]
    question["options"] = question["options"][1:]

    keys = [item["key"] for item in documents.items(lend(source, words))]

    assert question["key"] not in keys
    assert len(keys) == len(documents.items(source)) - 1


def test_an_empty_text_counts_as_missing():
    source = source_document()
    words = spoken(source)
    words["lessons"][0]["title"] = ""

    assert source["lessons"][0]["key"] not in documents.lesson_keys(lend(source, words))


def test_parts_known_to_be_untranslated_are_left_out():
    source = source_document()
    key = source["lessons"][0]["key"]

    assert key not in documents.lesson_keys(lend(source, spoken(source), untranslated={key}))
