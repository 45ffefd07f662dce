"""What directories talk to, and the pages on which they are let in."""

from django.urls import path

from people.scim import api, views

urlpatterns = [
    path("scim/v2/<path:path>", api.scim, name="scim"),
    path("connections/", views.connection_list, name="connections"),
    path("connections/new/", views.connection_make, name="connection-make"),
    path("connections/<uuid:uuid>/revoke/", views.connection_revoke, name="connection-revoke"),
    path("connections/groups/", views.group_list, name="connection-groups"),
    path("connections/groups/<uuid:uuid>/", views.group_map, name="connection-group"),
]
