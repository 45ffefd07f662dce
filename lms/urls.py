"""What answers where."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as cms_urls
from wagtail.documents import urls as document_urls

from content.cms_account import account
from lms import health, mail_events, media, views, works_agreement
from lms.account_urls import urlpatterns as account_urls

handler429 = "lms.views.too_many_requests"
handler500 = "lms.views.server_error"


urlpatterns = [
    # Anybody's: small pages, files of the pages, health.
    path("", views.home, name="home"),
    path("language/", views.set_language, name="set-language"),
    path("manage/", views.manage, name="manage"),
    path("concern/", views.concern, name="concern"),
    path("privacy/", views.privacy, name="privacy"),
    path("examples/", views.examples),
    path("media/<path:name>", media.serve, name="media"),
    path("documents/", include(document_urls)),
    path("livez", health.livez, name="livez"),
    path("mail/events/", mail_events.receive, name="mail-events"),
    path("readyz", health.readyz, name="readyz"),
    # The one way in.
    path("account/", include(account_urls)),
    # Where single sign-on is set up.
    path("", include("lms.accounts.sign_on.urls")),
    # The learner's, the manager's, the sustainability lead's, and who gives powers.
    path("", include("content.urls")),
    path("", include("courses.urls")),
    path("", include("assessments.urls")),
    path("", include("certificates.urls")),
    path("", include("metrics.urls")),
    path("", include("people.urls")),
    # What is kept of people: their own, and those who answer them.
    path("", include("lms.privacy.urls")),
    path("", include("people.privacy.urls")),
    # Of those who bring people in, of their directories, and the auditor's.
    path("", include("people.imports.urls")),
    path("", include("people.scim.urls")),
    path("", include("people.merging.urls")),
    path("audit/", include("people.audit.urls")),
    # Of those who have neither an address nor a password, and who lets them in.
    path("", include("people.doors.urls")),
    path("", include("people.cards.urls")),
    # Works agreements: what is off without one, and the pack that tells what there is to agree on.
    path("agreements/pack/", works_agreement.pack, name="agreement-pack"),
    path("", include("people.agreements.urls")),
    # When mail may be sent to people at a place.
    path("", include("people.hours.urls")),
    # Where quiet is kept, and where it is not safe: the sustainability lead's alone.
    path("", include("people.quiet.urls")),
    # The author's. Wagtail's own doors are closed: there is one way in.
    re_path(r"^cms/(?:login|password_reset)/", views.sign_in),
    # Wagtail's own test of error pages.
    path("cms/failwhale/", views.nowhere),
    path("cms/account/", account, name="wagtailadmin_account"),
    path("cms/", include(cms_urls)),
]

# Everybody's: the public pages, one tree a language.
urlpatterns += i18n_patterns(
    path("_util/login/", views.sign_in, name="closed-door"),
    path("", include(wagtail_urls)),
)
