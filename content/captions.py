"""Captions as WebVTT text: read just far enough to know that a browser can show them. Pure."""

import re

TIME = r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}"
CUE = re.compile(rf"^{TIME}[ \t]+-->[ \t]+{TIME}")


class CaptionsNotReadable(Exception):
    """The text is not a WebVTT file; the message says where."""


def check_captions(text: str) -> None:
    """Raise CaptionsNotReadable unless the text is a WebVTT file with at least one cue."""
    lines = text.replace("\r\n", "\n").split("\n")
    if not lines[0].lstrip("\ufeff").startswith("WEBVTT"):
        raise CaptionsNotReadable("Captions begin with a line that says WEBVTT.")
    timed = [number for number, line in enumerate(lines, 1) if "-->" in line]
    if not timed:
        raise CaptionsNotReadable(
            "Captions need at least one line with times, such as 00:00.000 --> 00:04.000."
        )
    for number in timed:
        if not CUE.match(lines[number - 1].strip()):
            raise CaptionsNotReadable(f"Line {number} of the captions is not a line with times.")
