"""Where the figures answer."""

from django.urls import path, re_path

from metrics import views

urlpatterns = [
    path("overview/", views.overview, name="overview"),
    re_path(r"^overview/export\.(?P<kind>csv|json)$", views.export, name="kpi-export"),
]
