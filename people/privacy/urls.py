"""Where requests of people about their data are answered, and legal holds are kept."""

from django.urls import path

from people.privacy import views

urlpatterns = [
    path("requests/", views.request_list, name="requests"),
    path("requests/corrections/<uuid:uuid>/", views.correction_answer, name="correction-answer"),
    path("requests/erasures/<uuid:uuid>/", views.erasure_grant, name="erasure-grant"),
    path("requests/erasures/<uuid:uuid>/refuse/", views.erasure_refuse, name="erasure-refuse"),
    path("holds/", views.hold_list, name="holds"),
    path("holds/people/", views.hold_find, name="hold-find"),
    path("holds/people/<uuid:uuid>/", views.hold_set, name="hold-set"),
    path("holds/<uuid:uuid>/end/", views.hold_end, name="hold-end"),
]
