"""Icons in templates: drawn some ten times a page, so by a function instead of an include."""

from functools import lru_cache

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# Arrows turn in right-to-left languages.
TURNING = {"forward", "back", "sign-out", "list"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon beside words, by its name in icons.svg."""
    return _drawn(name, staticfiles_storage.url("lms/icons.svg"))


@lru_cache
def _drawn(name: str, address: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" width="24" height="24" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"/></svg>',
        " turns" if name in TURNING else "",
        address,
        name,
    )
