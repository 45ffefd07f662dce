"""The pages of powers."""

from django.urls import path

from people import views

urlpatterns = [
    path("powers/", views.power_list, name="powers"),
    path("powers/people/", views.person_find, name="power-find"),
    path("powers/people/<uuid:uuid>/", views.power_give, name="power-give"),
    path("powers/<uuid:uuid>/end/", views.power_end, name="power-end"),
    path("powers/rules/", views.undertaking, name="undertaking"),
]
