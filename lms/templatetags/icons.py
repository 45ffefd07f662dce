"""Icons in templates: drawn some ten times a page, so by a function instead of an include."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# Arrows turn in right-to-left languages.
TURNING = {"forward", "back", "sign-out", "list"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon beside words, by its name in icons.svg."""
    return format_html(
        '<svg class="icon{}" width="24" height="24" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"/></svg>',
        " turns" if name in TURNING else "",
        static("lms/icons.svg"),
        name,
    )
