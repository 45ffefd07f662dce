"""Reads a PDF back the way a screen reader does: the words of each piece of text, in order."""

import io

import pikepdf


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def words(content: bytes) -> list[tuple[str, str]]:
    """Language and words of every piece of text; a line of a paragraph is one piece."""
    pieces = []
    with opened(content) as pdf:
        for page in pdf.pages:
            for instruction in pikepdf.parse_content_stream(page):
                if str(instruction.operator) == "BDC" and "/ActualText" in instruction.operands[1]:
                    span = instruction.operands[1]
                    pieces.append((str(span.get("/Lang", "")), str(span["/ActualText"])))
    return pieces


def text(content: bytes) -> str:
    return " ".join(" ".join(piece for _, piece in words(content)).split())


def characters_of_glyphs(content: bytes) -> str:
    """What every embedded font says its glyphs stand for."""
    with opened(content) as pdf:
        return "".join(
            item["/ToUnicode"].read_bytes().decode("ascii")
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item
        )
