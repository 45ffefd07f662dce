"""The table's addresses, by name: everybody's and one's own; those of who answers for others."""

from lms.policy.answering import ANSWERING
from lms.policy.rules import Half, Rule, Scope, Shows, anybody, own, unasked
from people.audit.verbs import Verb

# A question's fields are named by its key, which the edition gives.
ANSWERS = ("*", "go", "take")
# Six taps on pictures, and what travels with them.
PICTURES = ("picture", "picked", "again", "sealed", "next")
CAME_IN = (Verb.SIGNED_IN, Verb.SIGN_IN_FAILED, Verb.SIGN_IN_THROTTLED)
# A story's choice or a check's answer; `again` begins anew.
PRACTICE = ("item", "choice", "again", "page", "answer.*")

# By the name of an address.
ADDRESSES: dict[str, Rule] = ANSWERING | {
    # Everybody's.
    "home": anybody(),  # leads to the reader's own
    "set-language": unasked("language", "next"),
    "concern": unasked(),
    "privacy": unasked(),
    "media": unasked(),
    "livez": unasked(shows=Shows.NOTHING),
    "readyz": unasked(shows=Shows.NOTHING),
    "wagtail_serve": anybody(),
    # A mail provider, which shows a secret.
    "mail-events": unasked("*", scope=Scope.BEARERS, shows=Shows.NOTHING),
    # The one way in; Wagtail's own doors lead to it.
    "account_login": unasked(
        "login",
        "password",
        "remember",
        "next",
        shows=Shows.NOTHING,
        tells=(Verb.SIGNED_IN, Verb.SIGN_IN_FAILED, Verb.SIGN_IN_THROTTLED),
    ),
    # An organisation's own door, and the ways back from its provider.
    "sign-on-door": unasked("next", scope=Scope.BEARERS, shows=Shows.NOTHING),
    "sign-on-callback": unasked(
        "code",
        "state",
        "iss",
        "error",
        shows=Shows.NOTHING,
        tells=(
            Verb.SIGNED_IN,
            Verb.SIGN_IN_FAILED,
            Verb.SIGN_IN_THROTTLED,
            Verb.IDENTITY_LINKED,
            Verb.PROVIDER_TESTED,
        ),
    ),
    "sign-on-acs": unasked(
        "SAMLResponse",
        "RelayState",
        shows=Shows.NOTHING,
        tells=(Verb.SIGN_IN_FAILED, Verb.SIGN_IN_THROTTLED),
    ),
    "sign-on-acs-finish": unasked(
        shows=Shows.NOTHING,
        tells=(
            Verb.SIGNED_IN,
            Verb.SIGN_IN_FAILED,
            Verb.IDENTITY_LINKED,
            Verb.PROVIDER_TESTED,
        ),
    ),
    "sign-on-metadata": unasked(shows=Shows.NOTHING),
    "account_logout": unasked("next", shows=Shows.NOTHING, tells=(Verb.SIGNED_OUT,)),
    # The second step of signing in: leads to the first who has not taken that.
    "mfa_authenticate": anybody(
        "code", "credential", "next", shows=Shows.NOTHING, tells=(Verb.SIGNED_IN,)
    ),
    "account_inactive": unasked(),
    "account_signup": unasked(),
    "account_reset_password": unasked("email", shows=Shows.NOTHING),
    "account_reset_password_done": unasked(),
    "account_reset_password_from_key": unasked(
        "password1", "password2", scope=Scope.BEARERS, tells=(Verb.PASSWORD_RESET,)
    ),
    "account_reset_password_from_key_done": unasked(),
    "wagtailcore_authenticate_with_password": anybody("password", "return_url"),
    "wagtailcore_login": anybody(shows=Shows.NOTHING),
    "closed-door": anybody(shows=Shows.NOTHING),
    # Open modules: nobody is asked who they are, and counts are kept without people.
    "open-start": unasked(),
    "open-modules": unasked(),
    "open-help": unasked(),
    "open-module": unasked(),
    "open-lesson": unasked(),
    "open-practice": unasked(*PRACTICE),
    "open-captions": unasked(),
    "open-last": unasked(),
    "open-finished": unasked("page"),
    "open-thanks": unasked(),
    "open-month": unasked(),
    # Whoever holds a certificate's code.
    "verify": unasked(scope=Scope.BEARERS, shows=Shows.CERTIFICATE),
    "verify-certificate": unasked("name_code", scope=Scope.BEARERS, shows=Shows.CERTIFICATE),
    # Directories, which show the token of one organisation and see nothing beyond it.
    "scim": unasked(
        "*",
        scope=Scope.BEARERS,
        shows=Shows.STAFF,
        tells=(Verb.PERSON_JOINED, Verb.PERSON_CHANGED, Verb.PERSON_LEFT, Verb.GROUP_CHANGED),
    ),
    # Whoever stands in front of a poster, or has a number or a card.
    "join": unasked("code"),
    "join-site": unasked(scope=Scope.BEARERS),
    "join-about": unasked(scope=Scope.BEARERS),
    "join-name": unasked("name", "said_number", scope=Scope.BEARERS),
    "join-pictures": unasked(*PICTURES, scope=Scope.BEARERS),
    "join-again": unasked(
        *PICTURES, scope=Scope.BEARERS, tells=(Verb.PERSON_JOINED, Verb.SIGNED_IN)
    ),
    "door-number": unasked("number", shows=Shows.NOTHING),
    "door-pictures": unasked(*PICTURES, shows=Shows.NOTHING, tells=CAME_IN),
    "door-code": unasked("number", "code", shows=Shows.NOTHING, tells=CAME_IN),
    "door-new": unasked(*PICTURES, scope=Scope.BEARERS),
    "door-new-again": unasked(
        *PICTURES, scope=Scope.BEARERS, tells=(Verb.PICTURES_CHOSEN, Verb.SIGNED_IN)
    ),
    "card": unasked(scope=Scope.BEARERS, shows=Shows.IDENTITY, tells=(Verb.SIGNED_IN,)),
    "card-show": unasked(scope=Scope.BEARERS),
    # The first page of a device that a group uses; names, if the site says so.
    "shared-start": unasked("number", scope=Scope.BEARERS, shows=Shows.IDENTITY),
    "shared-person": unasked("person", scope=Scope.BEARERS, shows=Shows.NOTHING),
    # One's own.
    "my-number": own(shows=Shows.IDENTITY),
    "my-pictures": own(*PICTURES, shows=Shows.IDENTITY),
    "my-pictures-again": own(*PICTURES, shows=Shows.IDENTITY, tells=(Verb.PICTURES_CHOSEN,)),
    "pictures-check": own(*PICTURES, shows=Shows.IDENTITY, tells=(Verb.SIGN_IN_FAILED,)),
    "shared-alive": own(shows=Shows.NOTHING),
    "account_reauthenticate": own("password", "next", shows=Shows.IDENTITY, half=Half.SET_UP),
    "account_change_password": own(
        "oldpassword",
        "password1",
        "password2",
        "next",
        shows=Shows.IDENTITY,
        tells=(Verb.PASSWORD_CHANGED,),
    ),
    "my-account": own(shows=Shows.IDENTITY),
    "mfa_index": own(shows=Shows.IDENTITY, half=Half.SET_UP),
    "mfa_activate_totp": own(
        "code", shows=Shows.IDENTITY, tells=(Verb.SECOND_FACTOR_ADDED,), half=Half.SET_UP
    ),
    "mfa_deactivate_totp": own(shows=Shows.IDENTITY, tells=(Verb.SECOND_FACTOR_REMOVED,)),
    "mfa_add_webauthn": own(
        "credential",
        "name",
        shows=Shows.IDENTITY,
        tells=(Verb.SECOND_FACTOR_ADDED,),
        half=Half.SET_UP,
    ),
    "mfa_remove_webauthn": own(shows=Shows.IDENTITY, tells=(Verb.SECOND_FACTOR_REMOVED,)),
    "mfa_reauthenticate": own("code", "next", shows=Shows.IDENTITY, half=Half.SHOW),
    "mfa_reauthenticate_webauthn": own("credential", "next", shows=Shows.IDENTITY, half=Half.SHOW),
    "mfa_view_recovery_codes": own(shows=Shows.IDENTITY),
    "usersessions_list": own(shows=Shows.IDENTITY),
    "session-end": own(shows=Shows.IDENTITY),
    "my-sign-ons": own(shows=Shows.IDENTITY),
    "sign-on-again": own("provider", "next", shows=Shows.IDENTITY, half=Half.SET_UP),
    "sign-on-connect": own(shows=Shows.IDENTITY),
    "sign-on-disconnect": own(shows=Shows.IDENTITY, tells=(Verb.IDENTITY_UNLINKED,)),
    "file-follows": own(shows=Shows.NOTHING),
    "my-learning": own(),
    "programme": own(),
    "module": own(),
    "study": own(),
    "lesson": own(),
    "lesson-done": own(),
    "lesson-practice": own(*PRACTICE),
    "lesson-captions": own(shows=Shows.WORDS),
    "quiz": own("uuid"),
    "attempt-item": own(*ANSWERS, meets_signed_out=True),
    "attempt-save": own(*ANSWERS, meets_signed_out=True),
    "attempt-review": own(),
    "attempt-submit": own("confirm", meets_signed_out=True),
    "attempt-result": own(),
    "certificates": own(),
    "certificate": own(),
    "certificate-pdf": own(),
    # What is kept of oneself.
    "notice": own("next", shows=Shows.IDENTITY),
    "my-data": own(before_notice=True),
    "my-data-file": own(tells=(Verb.DATA_TAKEN,), before_notice=True),
    "my-data-correct": own(
        "full_name",
        "latin_name",
        "time_zone",
        shows=Shows.IDENTITY,
        tells=(Verb.PERSON_CORRECTED,),
    ),
    "my-data-report": own("about", "words", shows=Shows.IDENTITY, tells=(Verb.CORRECTION_ASKED,)),
    "my-data-erasure": own(
        "ask",
        "back",
        shows=Shows.IDENTITY,
        tells=(Verb.ERASURE_ASKED, Verb.ERASURE_WITHDRAWN),
    ),
    # What was sent to oneself and why; one's days.
    "my-messages": own("wants_early", "wants_digests"),
    "my-days": own(),
}
