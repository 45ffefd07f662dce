"""Places where quiet is kept, and places that are restricted."""

from django.urls import path

from people.quiet import views
from people.quiet.models import PlaceDecision

Kind = PlaceDecision.Kind

urlpatterns = [
    path("places/", views.place_list, name="places"),
    path("places/<uuid:uuid>/pause/", views.decide, {"what": Kind.PAUSE}, name="place-pause"),
    path("places/<uuid:uuid>/resume/", views.decide, {"what": Kind.RESUME}, name="place-resume"),
    path(
        "places/<uuid:uuid>/restrict/", views.decide, {"what": Kind.RESTRICT}, name="place-restrict"
    ),
    path("places/<uuid:uuid>/open/", views.decide, {"what": Kind.OPEN}, name="place-open"),
    path("places/countries/", views.restrict_country, name="country-restrict"),
    path("places/countries/<uuid:uuid>/open/", views.open_country, name="country-open"),
]
