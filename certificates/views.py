"""One's own certificates, and the public check of a certificate."""

from typing import cast

import structlog
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from certificates import codes, days, throttle, wording
from certificates.forms import CodeForm, NameCodeForm
from certificates.models import Certificate
from people.calendar import reporting_day
from people.models import Person

log = structlog.get_logger(__name__)


# --- the holder ----------------------------------------------------------------------------


@login_required
@require_GET
@never_cache
def certificates(request: HttpRequest) -> HttpResponse:
    """My certificates, the newest first."""
    mine = Certificate.objects.of(cast(Person, request.user)).told().newest_first()
    context = {"awards": [_award(certificate) for certificate in mine]}
    return render(request, "certificates/certificate_list.html", context)


@login_required
@require_GET
@never_cache
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """One of my certificates, with its PDF as soon as it is drawn."""
    mine = Certificate.objects.of(cast(Person, request.user)).told()
    award = _award(get_object_or_404(mine, code=codes.read(code)))
    return render(request, "certificates/certificate_show.html", {"award": award})


@login_required
@require_GET
@never_cache
def certificate_pdf(request: HttpRequest, code: str) -> HttpResponse | FileResponse:
    """The PDF itself, to its holder only."""
    mine = Certificate.objects.of(cast(Person, request.user)).told()
    certificate = get_object_or_404(mine, code=codes.read(code))
    if not certificate.pdf:
        return redirect("certificate", certificate.code)
    try:
        content = certificate.pdf.open("rb")
    except OSError:
        log.exception("certificate_file_missing", certificate=certificate.pk)
        context = {"award": _award(certificate) | {"is_lost": True}}
        response = render(request, "certificates/certificate_show.html", context, status=503)
        response["Retry-After"] = "120"
        return response
    programme = certificate.completion.enrolment.programme
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{programme.code} {certificate.issued_on.isoformat()}.pdf",
        content_type="application/pdf",
    )


# --- anybody -------------------------------------------------------------------------------


@require_GET
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and answer to it."""
    typed = request.GET.get("code", "").strip()
    if typed:
        return _check(request, typed)
    return _unlisted(render(request, "certificates/verification_ask.html", {"form": CodeForm()}))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate is valid. The name only with the holder's second code, by POST."""
    return _check(request, code)


def _check(request: HttpRequest, typed: str) -> HttpResponse:
    wait = throttle.seconds_to_wait(request)
    if wait:
        response = render(
            request, "certificates/verification_wait.html", {"seconds": wait}, status=429
        )
        response["Retry-After"] = str(wait)
        return _unlisted(response)
    # An impossible code takes the same way through the database as an unknown one.
    certificate = Certificate.objects.told().filter(code=codes.read(typed)).first()
    if certificate is None:
        context: dict[str, object] = {"form": CodeForm(), "is_unknown": True}
        return _unlisted(render(request, "certificates/verification_ask.html", context, status=404))
    return _unlisted(_tell(request, certificate))


def _tell(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    form = NameCodeForm(certificate, request.POST or None)
    context: dict[str, object] = {"award": _public(certificate), "form": form}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            context["name"] = certificate.holder_name
            context["latin_name"] = certificate.holder_latin_name
        else:
            status = 422
    return render(request, "certificates/verification_show.html", context, status=status)


def _unlisted(response: HttpResponse) -> HttpResponse:
    """No search engine keeps what a check says, and no page that it leads to learns the code."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response


# --- what the pages say --------------------------------------------------------------------


def _public(certificate: Certificate) -> dict[str, object]:
    """All that anybody may know: nothing here names the holder or says why."""
    language = get_language() or certificate.languages[0]
    words = certificate.words(language)
    told_in = language if language in certificate.wording else certificate.languages[0]
    return {
        "code": certificate.code,
        "spaced_code": codes.spaced(certificate.code),
        "programme": words["programme"],
        "issuer": words["issuer"],
        "language": told_in,
        "direction": wording.direction(told_in),
        "status": certificate.status(reporting_day()),
        "issued": days.in_words(certificate.issued_on, language),
        "expires": certificate.expires_on and days.in_words(certificate.expires_on, language),
        "evidence": wording.evidence_note(certificate.evidence),
    }


def _award(certificate: Certificate) -> dict[str, object]:
    """What its holder sees."""
    return _public(certificate) | {
        "name": certificate.holder_name,
        "latin_name": certificate.holder_latin_name,
        "spaced_name_code": codes.spaced(certificate.name_code),
        "is_drawn": bool(certificate.pdf),
        "has_problem": bool(certificate.problem),
    }
