"""Help for whoever reads an open module: whom to tell, in the same plain page. Nothing is kept."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from content.views import open_shell as shell


@shell.slim
@require_safe
def help_page(request: HttpRequest, language: str, site: UUID | None = None) -> HttpResponse:
    shell.site_at(site)
    shell.expect_spoken(language)
    context = {
        "channels": settings.CONCERN_CHANNELS,
        "back_href": shell.address("open-modules", site, language=language),
        **shell.frame("open-help", site, language),
    }
    return shell.page("content/open_help.html", language, context)


@require_safe
def nowhere(request: HttpRequest) -> HttpResponse:
    """Every other address beside the open modules'."""
    return shell.missing()
