"""Wagtail's choosers under our policy: what they would start in an inline script, cms.js starts."""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser


def _render(
    chooser: BaseChooser,
    name: str,
    value: Any,
    attrs: dict[str, Any] | None = None,
    renderer: Any = None,
) -> SafeString:
    data = chooser.get_value_data(value)
    place = (attrs or {})["id"]
    return format_html(
        '{}<span hidden data-widget="{}" data-for="{}" data-config="{}"></span>',
        chooser.render_html(name, data, attrs),
        chooser.js_constructor,
        place,
        json.dumps(chooser.get_js_init_options(place, name, data)),
    )


def without_inline_scripts() -> None:
    """Wagtail has no place to hand in another way of rendering, so its own is replaced."""
    BaseChooser.render = _render
