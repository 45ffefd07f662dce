"""The two languages nobody speaks keep what must be kept."""

import pytest

from lms.management.commands.pseudolocales import accented, mirrored


@pytest.mark.parametrize("change", [accented, mirrored])
@pytest.mark.parametrize("fixed", ["%(name)s", "{count}", "<strong>", "&amp;", "%%"])
def test_placeholders_and_tags_stay(change, fixed):
    assert fixed in change(f"Hello {fixed}, well done")


def test_accented_words_are_readable_and_longer():
    text = accented("Save and go on")

    assert text.startswith("[Šåṽ"[:3])
    assert len(text) >= len("Save and go on") * 1.4


def test_mirrored_words_run_from_right_to_left():
    assert mirrored("Save") == "\u202bSave\u202c"


@pytest.mark.parametrize("change", [accented, mirrored])
def test_nothing_stays_nothing(change):
    assert change("") == ""
