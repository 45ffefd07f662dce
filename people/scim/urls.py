"""What identity systems talk to, and the pages on which they are let in."""

from django.urls import path

from people.scim import api

urlpatterns = [
    path("scim/v2/<path:path>", api.scim, name="scim"),
]
