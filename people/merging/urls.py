"""Where likely duplicates are looked at."""

from django.urls import path

from people.merging import views

urlpatterns = [
    path("people/duplicates/", views.duplicate_list, name="duplicates"),
    path("people/duplicates/<uuid:uuid>/", views.duplicate_show, name="duplicate"),
    path("people/duplicates/<uuid:uuid>/apart/", views.duplicate_apart, name="duplicate-apart"),
    path("people/merges/<uuid:uuid>/", views.merge_show, name="merge"),
]
