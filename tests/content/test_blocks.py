"""What blocks let in and what they refuse."""

import pytest
from django.core.exceptions import ValidationError
from wagtail import blocks as wagtail

from content import blocks, item_blocks
from content.models import ModulePage
from tests.content import pages, translating
from tests.content.pages import lesson


def parts(block, seen=None):
    """A block and all blocks inside it."""
    yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from parts(child)
    if isinstance(block, wagtail.ListBlock):
        yield from parts(block.child_block)


ALL = [
    part
    for top in (blocks.Lessons(), item_blocks.Items(), blocks.Objectives(), blocks.Sources())
    for part in parts(top)
]


def test_no_block_lets_script_or_foreign_pages_in():
    forbidden = (wagtail.RawHTMLBlock, wagtail.URLBlock, wagtail.PageChooserBlock)

    assert [block for block in ALL if isinstance(block, forbidden)] == []


def test_running_text_has_no_features_but_bold_italic_and_lists():
    rich = [block for block in ALL if isinstance(block, wagtail.RichTextBlock)]

    assert rich
    assert {tuple(block.features) for block in rich} == {("bold", "italic", "ol", "ul")}


def test_no_text_is_ever_none():
    """Translating breaks on None in an optional text."""
    texts = [block for block in ALL if isinstance(block, wagtail.CharBlock | wagtail.TextBlock)]

    assert texts
    for block in texts:
        assert block.get_default() == ""
        assert block.normalize(None) == ""
        assert block.to_python(None) == ""


@pytest.mark.django_db
def test_a_page_with_an_empty_caption_can_be_translated():
    image = {"image": None, "alt": "A gate", "caption": None}
    page = pages.published()
    page = ModulePage.objects.get(pk=page.pk)
    raw = page.lessons.get_prep_value()
    raw[0]["value"]["blocks"].append({"type": "image", "id": "i1", "value": image})
    pages.fill(page, lessons=raw).save()

    assert translating.desk(page).source.stringsegment_set.exists()


def test_an_option_may_not_lead_back():
    value = blocks.DilemmaBlock().to_python(pages.dilemma()["value"])
    value["decisions"][1]["options"][0]["leads_to"] = 2

    with pytest.raises(ValidationError):
        blocks.DilemmaBlock().clean(value)


def test_an_option_may_not_lead_nowhere():
    value = blocks.DilemmaBlock().to_python(pages.dilemma()["value"])
    value["decisions"][0]["options"][0]["leads_to"] = 3

    with pytest.raises(ValidationError):
        blocks.DilemmaBlock().clean(value)


def test_two_pairs_may_not_share_a_right_side():
    pair = {"left": "Debt", "right": "The same"}
    value = item_blocks.MatchingBlock().to_python(
        {"question": "Match.", "feedback": "So.", "pairs": [pair, pair | {"left": "Papers"}]}
    )

    with pytest.raises(ValidationError):
        item_blocks.MatchingBlock().clean(value)


def test_a_faulty_draft_is_not_refused():
    value = blocks.Lessons().to_python([lesson("one")])

    assert blocks.Lessons().clean_deferred(value)
