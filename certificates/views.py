"""One's own certificates, and the public check of a certificate."""

import re
import unicodedata
from datetime import date
from typing import cast

import structlog
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates import codes, days, throttle, wording
from certificates.forms import CodeForm, NameCodeForm
from certificates.models import Certificate
from people.calendar import reporting_day
from people.models import Person

log = structlog.get_logger(__name__)

# Three bytes a letter in many scripts, and most systems take 255 bytes.
FILE_NAME_LETTERS = 70
JOINERS = "\u200c\u200d"


# --- the holder ----------------------------------------------------------------------------


@require_safe
@never_cache
def certificates(request: HttpRequest) -> HttpResponse:
    """My certificates, the newest first."""
    mine = Certificate.objects.of(cast(Person, request.user)).told().newest_first()
    context = {"awards": [_award(certificate) for certificate in mine]}
    return render(request, "certificates/certificate_list.html", context)


@require_safe
@never_cache
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """One of my certificates, with its PDF as soon as it is drawn."""
    mine = Certificate.objects.of(cast(Person, request.user)).told()
    award = _award(get_object_or_404(mine, code=codes.read(code)))
    return render(request, "certificates/certificate_show.html", {"award": award})


@require_safe
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
    title = certificate.words(get_language() or "en")["programme"]
    return FileResponse(
        content,
        as_attachment=True,
        filename=file_name(title, certificate.issued_on),
        content_type="application/pdf",
    )


def file_name(title: str, issued_on: date) -> str:
    """A name that a folder shows and every system takes: nothing hidden in it, no path."""
    plain = "".join(" " if _is_hidden(letter) else letter for letter in title)
    plain = " ".join(re.sub(r'[\\/:*?"<>|]', " ", plain).split())[:FILE_NAME_LETTERS].strip(" .")
    return f"{plain} {issued_on.isoformat()}.pdf".strip()


def _is_hidden(letter: str) -> bool:
    """Control and direction marks; but joiners belong to the writing of Persian or Hindi."""
    return unicodedata.category(letter).startswith("C") and letter not in JOINERS


# --- anybody -------------------------------------------------------------------------------


@require_safe
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and answer to it."""
    typed = request.GET.get("code", "").strip()
    if typed:
        return _check(request, typed, CodeForm(initial={"code": typed}))
    return _unlisted(render(request, "certificates/verification_ask.html", {"form": CodeForm()}))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate is valid. The name only with the holder's second code, by POST."""
    return _check(request, code, CodeForm())


def _check(request: HttpRequest, typed: str, form: CodeForm) -> HttpResponse:
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
        context: dict[str, object] = {"form": form, "is_unknown": True}
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
    today = reporting_day()
    status, expires = certificate.status(today), certificate.expires_on
    if status == "expired" and certificate.has_left_role(today):
        expires = None  # when its holder changed work is nobody's business
    return {
        "code": certificate.code,
        "spaced_code": codes.spaced(certificate.code),
        "programme": words["programme"],
        "issuer": words["issuer"],
        "language": told_in,
        "direction": wording.direction(told_in),
        "status": status,
        "issued": days.in_words(certificate.issued_on, language),
        "expires": expires and days.in_words(expires, language),
        "condition": wording.in_role() if certificate.ends_with_role else "",
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
