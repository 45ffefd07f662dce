"""What lesson templates need: running text made safe, and the marks of another language."""

import re

import nh3
from django import template
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

register = template.Library()

TAGS = {
    "p", "br", "strong", "b", "em", "i", "ul", "ol", "li", "h2", "h3", "h4", "blockquote",
    "a", "bdi", "span", "sup", "sub", "abbr",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "*": {"lang", "dir"}}
SCHEMES = {"https", "http", "tel", "mailto"}
BEGINS_AS_HTML = re.compile(r"\s*<(p|ul|ol|h[2-4]|blockquote)\b")


@register.filter
def rich(text: str) -> SafeString:
    """Running text of an edition as safe HTML; plain text becomes paragraphs.

    Editions are frozen clean, but they may also come from another installation.
    """
    if not BEGINS_AS_HTML.match(text):
        return mark_safe(linebreaks(escape(text)))  # noqa: S308 - just escaped
    clean = nh3.clean(text, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)
    return mark_safe(clean)  # noqa: S308 - just cleaned


def in_language(code: str, page: str | None = None) -> SafeString:
    """The attributes of an element whose words are in another language than the page."""
    if code == (page or get_language()):
        return SafeString("")
    marks: SafeString = format_html('lang="{}" dir="{}"', code, direction(code))
    return marks


def direction(code: str) -> str:
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


register.filter("in_language", in_language)
