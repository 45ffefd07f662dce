"""The platform's addresses, and a bare view as the baseline of every ratio."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lms.urls import urlpatterns as platform


def bare(request: HttpRequest) -> HttpResponse:
    """What a Django view costs that does nothing."""
    return HttpResponse("bare")


urlpatterns = [path("bare", bare), *platform]
