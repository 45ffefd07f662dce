"""Where the audit log is read."""

from django.urls import path

from people.audit import views

urlpatterns = [
    path("", views.audit_log, name="audit"),
    path("export.csv", views.export, name="audit-export"),
]
