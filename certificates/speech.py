"""Makes a drawn page say its exact words, for screen readers, search and copying.

In shaped scripts a glyph is not a letter, and text read back from glyphs is wrong: a vowel before
its consonant, a dot without its base. So every piece of text carries the words it was drawn from,
and their language. WeasyPrint 70 has no option for it; `test_speech.py` tells when that changes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.pdf.stream import Stream

# Glyphs after the first of a cluster stand for nothing of their own.
NOTHING = b"<>"
WORD_JOINER = b"<2060>"


class SpeakingStream(Stream):
    """A page whose every text is wrapped in a span with the text itself."""

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        with super().marked(box, tag):
            if not isinstance(box, TextBox) or not box.text.strip():
                yield
                return
            words = pydyf.Dictionary({"ActualText": pydyf.String(box.text)})
            if box.style["lang"]:
                words["Lang"] = pydyf.String(box.style["lang"])
            self.begin_marked_content("Span", words)
            yield
            self.end_marked_content()


weasyprint.pdf.Stream = SpeakingStream


def finish(document: object, pdf: pydyf.PDF) -> None:
    """Give each glyph of the embedded fonts some character, as PDF/UA asks."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and b"begincmap" in b" ".join(_lines(item)[:3]):
            item.stream = [
                line.replace(NOTHING, WORD_JOINER) if line.endswith(NOTHING) else line
                for line in _lines(item)
            ]


def _lines(stream: pydyf.Stream) -> list[bytes]:
    return [line if isinstance(line, bytes) else str(line).encode() for line in stream.stream]
