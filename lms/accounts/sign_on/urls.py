"""Single sign-on: an organisation's doors, one's own connections, and where it is set up."""

from django.urls import path

from lms.accounts.sign_on import doors, own, views

# Below account/.
account_urls = [
    path("login/at/<slug:code>/", doors.door, name="sign-on-door"),
    path("sign-on/", own.my_sign_ons, name="my-sign-ons"),
    path("sign-on/again/", own.again, name="sign-on-again"),
    path("sign-on/<uuid:uuid>/connect/", own.connect, name="sign-on-connect"),
    path("sign-on/<uuid:uuid>/disconnect/", own.disconnect, name="sign-on-disconnect"),
    path("sign-on/<uuid:uuid>/callback/", doors.callback, name="sign-on-callback"),
    path("sign-on/<uuid:uuid>/metadata/", doors.metadata, name="sign-on-metadata"),
    path("sign-on/<uuid:uuid>/acs/", doors.acs, name="sign-on-acs"),
    path("sign-on/<uuid:uuid>/acs/finish/", doors.acs_finish, name="sign-on-acs-finish"),
]

urlpatterns = [
    path("sign-on/", views.provider_list, name="sign-on"),
    path("sign-on/add/", views.provider_add, name="sign-on-add"),
    path("sign-on/<uuid:uuid>/", views.provider_show, name="sign-on-provider"),
    path("sign-on/<uuid:uuid>/settings/", views.provider_settings, name="sign-on-settings"),
    path("sign-on/<uuid:uuid>/test/", views.provider_test, name="sign-on-test"),
    path("sign-on/<uuid:uuid>/on/", views.provider_on, name="sign-on-turn-on"),
    path("sign-on/<uuid:uuid>/off/", views.provider_off, name="sign-on-turn-off"),
]
