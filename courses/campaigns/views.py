"""Campaigns: those that run or are to come, and making one after a look at what it would do."""

from uuid import uuid4

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses import actions
from courses.campaigns.forms import CampaignForm
from courses.campaigns.models import Campaign
from courses.rules import forms
from courses.rules.models import AssignmentRule
from courses.rules.views import MOST_SUGGESTED, places_of, previewed, words_of
from people.calendar import reporting_day
from people.requests import PersonRequest


@never_cache
@require_safe
def campaign_list(request: PersonRequest) -> HttpResponse:
    """What runs and what is to come, and what is just over; each with its group's share."""
    today, language = reporting_day(), get_language() or "en"
    ahead = Q(rule__ended_at=None, rule__ends_on__gte=today)
    over = Q(pk__in=Campaign.objects.just_over(today))
    rows = (
        Campaign.objects.filter(ahead | over, rule__organisation__in=places_of(request.user))
        .select_related("rule__programme", "rule__organisation")
        .order_by("rule__begins_on", "pk")
    )
    told = [
        {
            "campaign": row,
            "is_over": bool(row.rule.ended_at) or row.last_day < today,
            "text": row.words_in(language),
            **words_of(row.rule),
        }
        for row in rows
    ]
    return render(request, "courses/campaign_list.html", {"campaigns": told})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_make(request: PersonRequest) -> HttpResponse:
    """The form; then what it would do; then, if that is wanted, the campaign."""
    places, language = places_of(request.user), get_language() or "en"
    initial = forms.initial(places.order_by("path").first(), reporting_day())
    form = CampaignForm(places, language, request.POST or None, initial=initial | {"uuid": uuid4()})
    context = {"form": form, "places": places.order_by("path")[:MOST_SUGGESTED]}
    if request.method != "POST" or not form.is_valid() or "edit" in request.POST:
        status = 422 if request.method == "POST" and form.errors else 200
        return render(request, "courses/campaign_form.html", context, status=status)
    if "make" not in request.POST:
        rule = AssignmentRule(**form.facts)
        text = Campaign(rule=rule, words=form.words).words_in(language)
        looked_at = context | previewed(rule) | {"text": text, "words": form.words}
        return render(request, "courses/campaign_preview.html", looked_at)
    actions.make_campaign(
        form.cleaned_data["uuid"], by=request.user, words=form.words, **form.facts
    )
    messages.success(request, _("The campaign is made. It begins on its first day by itself."))
    return redirect("campaigns")
