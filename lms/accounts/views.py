"""My account: password, second factor, where I am signed in, language. One's own only."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts import actions, devices, second_factor
from lms.accounts.addresses import local
from people.calendar import reporting_day
from people.doors import access as doors
from people.models import Person
from people.requests import PersonRequest
from people.sign_on import rules


@login_required
@require_safe
def my_account(request: PersonRequest) -> HttpResponse:
    context = {
        "has_second_factor": second_factor.has(request.user),
        "session_count": _sessions(request.user).count(),
        "has_number": doors.has_number(request.user),
        "may_share": doors.shareable(request.user, reporting_day()).exists(),
        "has_sign_on": rules.has_anything(request.user),
    }
    return render(request, "account/account_show.html", context)


@login_required
@require_safe
def second_factors(request: PersonRequest) -> HttpResponse:
    """What stands beside the password, what can be added; why, for those who must."""
    rows = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    factors = [row for row in rows if row.type in second_factor.FACTORS]
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    must_have = second_factor.must_have(request.user)
    context = {
        "app": next((row for row in factors if row.type == Authenticator.Type.TOTP), None),
        "passkeys": [row for row in factors if row.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "must_have": must_have,
        "may_remove": not must_have or len(factors) > 1,
        "is_missing": second_factor.is_missing(request),
    }
    return render(request, "mfa/index.html", context)


class SignInView(AuthenticateView):
    """The second step of signing in."""

    def get_context_data(self, **facts: Any) -> Any:
        person = self.stage.login.user
        has_passkey = get_adapter().is_mfa_enabled(person, [Authenticator.Type.WEBAUTHN])
        return super().get_context_data(**facts) | {"has_passkey": has_passkey}


class RecoveryCodesView(GenerateRecoveryCodesView):
    """Recovery codes are shown in the answer that makes them, and never again."""

    template_name = "mfa/recovery_codes/generate.html"

    def form_valid(self, form: Any) -> HttpResponse:
        super().form_valid(form)
        made = Authenticator.objects.get(
            user=self.request.user, type=Authenticator.Type.RECOVERY_CODES
        )
        codes = made.wrap().get_unused_codes()
        return render(self.request, "mfa/recovery_codes/codes_show.html", {"codes": codes})


class RemovePasskeyView(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> Any:
        if get_adapter().can_delete_authenticator(self.get_object()):
            return super().form_valid(form)
        adapter = get_adapter()
        messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_index")


class PasskeyAgainView(ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> Any:
        return self.render_to_response(self.get_context_data(form=form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: PersonRequest) -> HttpResponse:
    """Where one is signed in; a POST signs out everywhere else."""
    mine = request.session.session_key
    if request.method == "POST":
        ended = actions.end_other_sessions(request.user, but=mine)
        told = ngettext(
            "You are signed out in %(number)s other place.",
            "You are signed out in %(number)s other places.",
            ended,
        )
        messages.success(request, told % {"number": ended})
        return redirect("usersessions_list")
    places = [
        {
            "pk": session.pk,
            "device": devices.in_words(session.user_agent),
            "since": session.created_at,
            "is_this": session.session_key == mine,
        }
        for session in _sessions(request.user).order_by("-created_at")
    ]
    # This one first, whenever it began.
    places.sort(key=lambda place: not place["is_this"])
    return render(request, "usersessions/usersession_list.html", {"places": places})


@login_required
@require_POST
def end_session(request: PersonRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(_sessions(request.user), pk=pk)
    if session.session_key == request.session.session_key:
        logout(request)
        return redirect("account_login")
    actions.end_session(session)
    messages.success(request, _("You are signed out there."))
    return redirect("usersessions_list")


def _sessions(person: Person) -> Any:
    """The person's sessions that still stand."""
    standing = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=person, session_key__in=standing)


@login_required
@require_safe
def file_follows(request: HttpRequest) -> HttpResponse:
    """After the password was asked for: the file comes by itself, and by hand if it does not."""
    address = local(request, request.GET.get("next", ""))
    return render(request, "account/file_follow.html", {"address": address})
