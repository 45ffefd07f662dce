"""The one address of the baseline."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def bare(request: HttpRequest) -> HttpResponse:
    """What a Django view costs that does nothing."""
    return HttpResponse("bare")


urlpatterns = [path("bare", bare), path("livez", bare)]
