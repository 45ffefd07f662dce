"""The author's desk: what waits to be looked at, and saying who has read a translation."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.components import Component

from content import actions
from content.actions import NotATranslation
from content.models import ModulePage
from content.translations import newest_edition, newest_reviews
from courses.models import Edition
from people.calendar import reporting_day
from people.models import Person

# How long before its day a module's facts are shown as waiting to be looked at.
NOTICE = timedelta(days=60)


class ReviewForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=Edition.Review.choices, widget=forms.RadioSelect
    )


class AuthorRequest(HttpRequest):
    """The request of somebody whom the CMS let in."""

    user: Person


@require_http_methods(["GET", "HEAD", "POST"])
def translation_review(request: AuthorRequest, page_id: int) -> HttpResponse:
    """Say how far the published words of a translation have been read by people who speak it."""
    page = get_object_or_404(ModulePage.objects.live(), pk=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    edition = newest_edition(page)
    initial = {"state": edition.review} if edition else {}
    form = ReviewForm(request.POST or None, initial=initial)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "page": page}
        return render(request, "content/translation_review.html", context, status=status)
    try:
        actions.review_translation(page, form.cleaned_data["state"], by=request.user)
    except NotATranslation:
        messages.error(request, _("Only a translation is reviewed by a speaker of its language."))
    else:
        messages.success(request, _("Learners are told: %(state)s.") % {"state": _told(form)})
    return redirect("wagtailadmin_home")


def _told(form: ReviewForm) -> str:
    return str(Edition.Review(form.cleaned_data["state"]).label)


class WaitingPanel(Component):
    """On the CMS's first page: translations nobody has read, and facts whose day has come."""

    order = 50
    template_name = "content/waiting_panel.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        pages = list(ModulePage.objects.live().select_related("locale").order_by("code", "title"))
        reviews = newest_reviews()
        soon = reporting_day() + NOTICE
        return {
            "unread": [page for page in pages if _is_unread(page, reviews)],
            "old": [page for page in pages if page.review_by and page.review_by <= soon],
        }


def _is_unread(page: ModulePage, reviews: dict[tuple[str, str], str]) -> bool:
    review = reviews.get((page.code, page.locale.language_code))
    return review == Edition.Review.UNREVIEWED
