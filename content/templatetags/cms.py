"""What the CMS's own pages ask of us."""

from typing import Any

from django.template import Context, Library
from wagtail.models import Page

from content.models import ModulePage
from courses.models import Study

register = Library()


@register.simple_tag(takes_context=True)
def is_learnt(context: Context) -> bool:
    """Whether learners have opened the page's module, or one that stands below the page."""
    about: Any = context.get("page")
    page = about["item"] if isinstance(about, dict) else about  # one of several rows
    if not isinstance(page, Page):
        return False
    modules = ModulePage.objects.descendant_of(page, inclusive=True)
    return Study.objects.filter(module__code__in=modules.values("code")).exists()
