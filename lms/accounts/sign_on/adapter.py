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


class SignOnAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_requests_session(self) -> outbound.Session:
        return outbound.Session()

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
