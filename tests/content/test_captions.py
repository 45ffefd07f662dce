"""Which captions a browser can show."""

import pytest

from content.captions import CaptionsNotReadable, check_captions

SOUND = "WEBVTT\n\n00:00.000 --> 00:04.000\nNobody should pay.\n"


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        SOUND.replace("\n", "\r\n"),
        "\ufeff" + SOUND,
        "WEBVTT - D1\n\n1\n01:00:00.000 --> 01:00:04.500 line:0\nA line.\n",
    ],
)
def test_captions_that_a_browser_can_show_are_taken(text):
    check_captions(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "WEBVTT"),
        ("00:00.000 --> 00:04.000\nNo head.", "WEBVTT"),
        ("WEBVTT\n\nNo times.", "at least one line with times"),
        ("WEBVTT\n\n00:00,000 --> 00:04,000\nSubRip.", "Line 3"),
        ("WEBVTT\n\n00:61.000 --> 00:04.000\nNo such second.", "Line 3"),
    ],
)
def test_what_a_browser_cannot_show_is_told_with_its_line(text, told):
    with pytest.raises(CaptionsNotReadable, match=told):
        check_captions(text)
