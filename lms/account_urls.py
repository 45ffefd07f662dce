"""Signing in and out, passwords, second factors, sessions: of allauth's pages, those we have."""

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.urls import path, re_path

from lms.accounts import views as own
from lms.accounts.sign_on.doors import LoginView
from lms.accounts.sign_on.urls import account_urls as sign_on
from lms.views import change_password
from people.freshness import fresh_authentication_required as fresh

urlpatterns = [
    path("", own.my_account, name="my-account"),
    path("login/", LoginView.as_view(), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", change_password, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("second-factor/", own.second_factors, name="mfa_index"),
    path("second-factor/sign-in/", own.SignInView.as_view(), name="mfa_authenticate"),
    path("second-factor/again/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/add/", fresh(app.activate_totp), name="mfa_activate_totp"),
    path("second-factor/app/remove/", fresh(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/passkey/add/", fresh(passkey.add_webauthn), name="mfa_add_webauthn"),
    path(
        "second-factor/passkey/again/",
        own.PasskeyAgainView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "second-factor/passkey/<int:pk>/remove/",
        fresh(own.RemovePasskeyView.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "second-factor/recovery-codes/",
        fresh(own.RecoveryCodesView.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path("sessions/", own.sessions, name="usersessions_list"),
    path("sessions/<int:pk>/end/", own.end_session, name="session-end"),
    path("file/", own.file_follows, name="file-follows"),
    *sign_on,
]
