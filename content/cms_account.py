"""An author's settings in the CMS, but for the name: that is the organisation's to keep."""

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel


class _Settings(AccountView):
    def get_panels(self) -> list[BaseSettingsPanel]:
        panels = super().get_panels()
        return [panel for panel in panels if not isinstance(panel, NameEmailSettingsPanel)]


@require_admin_access
def account(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = _Settings.as_view()(request)
    return response
