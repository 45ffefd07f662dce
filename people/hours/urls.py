"""When mail may be sent to people at an organisation."""

from django.urls import path

from people.hours import views

urlpatterns = [
    path("hours/", views.hours_list, name="hours"),
    path("hours/<uuid:uuid>/", views.hours_set, name="hours-set"),
]
