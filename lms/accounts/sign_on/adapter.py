"""How allauth treats those who come from a provider: nobody is added, nobody is found by mail."""

from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.http import HttpRequest

from lms import outbound
from lms.accounts.sign_on import outcomes
from lms.accounts.sign_on.faults import Fault, Reason
from lms.accounts.sign_on.oidc import OidcProvider
from lms.accounts.sign_on.saml import SamlProvider
from people.sign_on.models import IdentityProvider


def provider_of(request: HttpRequest, row: IdentityProvider) -> OidcProvider | SamlProvider:
    """A row as the provider that its protocol makes of it."""
    kind = SamlProvider if row.kind == IdentityProvider.Kind.SAML else OidcProvider
    return kind(request, row)


class SignOnAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_requests_session(self) -> outbound.Session:
        return outbound.Session()

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> OidcProvider | SamlProvider:
        """The one that a login was begun with, which waits in the session for a second factor."""
        rows = IdentityProvider.objects.select_related("organisation")
        return provider_of(request, rows.get(uuid=provider))

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Names and addresses that come along are not taken."""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Our own table says who it is; allauth's stays empty."""
        outcomes.recognise(request, sociallogin.provider.row, sociallogin)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        state = (extra_context or {}).get("state")
        if exception:
            reason = _reason(exception)
        elif state is None:
            reason = Reason.LOST
        else:
            reason = Reason.CANCELLED if error == AuthError.CANCELLED else Reason.REFUSED_THERE
        process = (state or {}).get("process", outcomes.Process.LOGIN)
        is_attempt = bool(request.GET)
        answer = outcomes.refused(
            request, provider.row, reason, process, state, is_attempt=is_attempt
        )
        raise ImmediateHttpResponse(answer)


def _reason(exception: Exception) -> Reason:
    if isinstance(exception, Fault):
        return exception.reason
    is_network = isinstance(exception, requests.RequestException)
    return Reason.UNREACHABLE if is_network else Reason.UNREADABLE
