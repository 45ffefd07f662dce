"""Where people are brought in from files."""

from django.urls import path

from people.imports import views

urlpatterns = [
    path("people/import/", views.import_list, name="imports"),
    path("people/import/organisations.csv", views.organisations, name="import-organisations"),
    path("people/import/template/<str:name>", views.template, name="import-template"),
    path("people/import/<uuid:run>/", views.import_show, name="import"),
    path("people/import/<uuid:run>/apply/", views.import_apply, name="import-apply"),
    path("people/import/<uuid:run>/discard/", views.import_discard, name="import-discard"),
    path("people/import/<uuid:run>/errors.csv", views.import_faults, name="import-faults"),
]
