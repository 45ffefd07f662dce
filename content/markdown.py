"""The little Markdown that authors' files use, as the HTML that the editor keeps. Pure."""

import re

from markdown_it import MarkdownIt

_PARSER = MarkdownIt("zero").enable(["emphasis", "list", "escape", "entity"])
_KEPT_TAGS = {"strong": "b", "em": "i"}


def to_html(text: str) -> str:
    """Paragraphs, lists, bold and italics; a list's entries without paragraphs of their own."""
    html = _PARSER.render(text)
    html = re.sub(r"<(/?)(strong|em)>", lambda tag: f"<{tag[1]}{_KEPT_TAGS[tag[2]]}>", html)
    html = re.sub(r"<li>\s*<p>(.*?)</p>", r"<li>\1", html, flags=re.DOTALL)
    html = re.sub(r">\s*\n\s*<", "><", html)
    return html.replace("\n", " ").strip()


def shape_of(text: str) -> list[str]:
    """The paragraphs, lists and entries, in order: what a translation must keep."""
    return re.findall(r"<(p|ul|ol|li)>", to_html(text))
