"""The pages of response cards."""

from django.urls import path

from people.cards import views

urlpatterns = [
    path("cards/", views.site_card_list, name="site-cards"),
    path("cards/<uuid:uuid>/", views.site_card_show, name="site-card"),
    path("cards/<uuid:uuid>/test/", views.site_card_test, name="site-card-test"),
    path("cards/<uuid:uuid>/<slug:language>/", views.site_card_write, name="site-card-write"),
    path("cards/<uuid:uuid>/<slug:language>/print/", views.site_card_print, name="site-card-print"),
]
