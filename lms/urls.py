"""What answers where."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from lms import views

urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("language/", views.set_language, name="set-language"),
    path("concern/", views.concern, name="concern"),
    path("privacy/", views.privacy, name="privacy"),
    path("account/", include("allauth.account.urls")),
]
