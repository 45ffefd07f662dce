"""Where people read, take, correct and give up what is kept of them."""

from django.urls import path, re_path

from lms.privacy import views

urlpatterns = [
    path("notice/", views.notice, name="notice"),
    path("my-data/", views.my_data, name="my-data"),
    re_path(r"^my-data/file\.(?P<kind>json|html)$", views.my_data_file, name="my-data-file"),
    path("my-data/correct/", views.own_correct, name="my-data-correct"),
    path("my-data/report/", views.correction_ask, name="my-data-report"),
    path("my-data/erasure/", views.erasure_ask, name="my-data-erasure"),
]
