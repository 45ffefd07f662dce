"""Where the figures answer."""

from django.urls import path, re_path

from metrics import coverage_views, site_views, views

urlpatterns = [
    path("sites/", site_views.site_list, name="sites"),
    path("sites/file/", site_views.export, name="sites-export"),
    path("overview/", views.overview, name="overview"),
    path("overview/coverage/", coverage_views.coverage, name="coverage"),
    re_path(
        r"^overview/coverage\.(?P<kind>csv|pdf)$", coverage_views.export, name="coverage-export"
    ),
    re_path(r"^overview/export\.(?P<kind>csv|json)$", views.export, name="kpi-export"),
]
