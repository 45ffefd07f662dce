"""The table's addresses, by name: everybody's, one's own, and of those who answer for others."""

from lms.policy.rules import Half, Rule, Scope, Shows, anybody, own, powerful, unasked
from people.agreements.actions import ANSWER
from people.audit.verbs import Verb
from people.cards.access import KEEPERS
from people.cards.forms import CardForm
from people.models import Power

# Who brings people in; see people/access.py.
IMPORTERS = (Power.PEOPLE_ADMINISTRATOR, Power.SUPPLIER_ADMINISTRATOR)
# Who gives powers on; see people/delegation.py.
GIVERS = (Power.CSO, Power.PEOPLE_ADMINISTRATOR, Power.SUPPLIER_ADMINISTRATOR)
# A question's fields are named by its key, which the edition gives.
ANSWERS = ("*", "go", "take")
# Six taps on pictures, and what travels with them.
PICTURES = ("picture", "picked", "again", "sealed", "next")
CAME_IN = (Verb.SIGNED_IN, Verb.SIGN_IN_FAILED, Verb.SIGN_IN_THROTTLED)
# A story's choice or a check's answer; `again` begins anew.
PRACTICE = ("item", "choice", "again", "page", "answer.*")
# Whom a programme is asked of, and by when.
RULE = (
    "uuid", "programme", "organisation", "audience_roles", "workforce_types", "countries", "tiers",
    "risk_bands", "duty", "due_in_days", "due_on", "begins_on", "ends_on", "renews", "make", "edit",
)  # fmt: skip
CAMPAIGN = (
    *(name for name in RULE if name != "renews"),
    *("title_en", "message_en", "title_es", "message_es", "title_ar", "message_ar"),
)


def answerer(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """Whoever brings people in answers them; see people/privacy/access.py."""
    return powerful(*IMPORTERS, scope=Scope.SUBTREE, shows=Shows.REQUESTS, takes=takes, tells=tells)


def holder(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """A legal hold is the company's, set by its lead."""
    return powerful(Power.CSO, scope=Scope.COMPANY, shows=Shows.HOLDS, takes=takes, tells=tells)


def importer(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """Whoever brings people in sees the files that she has given herself."""
    return powerful(*IMPORTERS, scope=Scope.SUBTREE, shows=Shows.STAFF, takes=takes, tells=tells)


def _administrator(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """Who brings people in says where they sign in. No secret is ever shown."""
    return powerful(*IMPORTERS, scope=Scope.SUBTREE, shows=Shows.WORDS, takes=takes, tells=tells)


# By the name of an address.
ADDRESSES: dict[str, Rule] = {
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
    # Those who answer for others.
    "team": Rule(Scope.REPORTS, Shows.STATUS),
    "team-remind": Rule(Scope.REPORTS, Shows.STATUS),
    # Managers and supplier administrators: whose status they see, for those they print slips.
    "slips": Rule(Scope.SUBTREE, Shows.STATUS, takes=frozenset({"slip"})),
    "sign-on": _administrator(),
    "sign-on-add": _administrator("organisation", "kind", "name", tells=(Verb.PROVIDER_SET_UP,)),
    "sign-on-provider": _administrator(),
    "sign-on-settings": _administrator(
        "name",
        "issuer",
        "client_id",
        "secret",
        "metadata",
        "file",
        "number_claim",
        tells=(Verb.PROVIDER_CHANGED,),
    ),
    "sign-on-test": _administrator(),
    "sign-on-turn-on": _administrator(tells=(Verb.PROVIDER_TURNED_ON,)),
    "sign-on-turn-off": _administrator(tells=(Verb.PROVIDER_TURNED_OFF,)),
    "sites": powerful(Power.SUPPLIER_ADMINISTRATOR, scope=Scope.SUBTREE, shows=Shows.STATUS),
    "overview": powerful(Power.CSO, scope=Scope.COMPANY, shows=Shows.FIGURES),
    "coverage": powerful(Power.CSO, scope=Scope.COMPANY, shows=Shows.FIGURES),
    "coverage-export": powerful(
        Power.CSO, scope=Scope.COMPANY, shows=Shows.FIGURES, tells=(Verb.FIGURES_EXPORTED,)
    ),
    "kpi-export": powerful(
        Power.CSO, scope=Scope.COMPANY, shows=Shows.FIGURES, tells=(Verb.FIGURES_EXPORTED,)
    ),
    "manage": powerful(*IMPORTERS, Power.CSO, scope=Scope.SUBTREE, shows=Shows.WORDS),
    "reminders": powerful(*IMPORTERS, Power.CSO, scope=Scope.SUBTREE, shows=Shows.WORDS),
    "ladder-change": powerful(
        Power.CSO,
        scope=Scope.COMPANY,
        shows=Shows.WORDS,
        takes=("on_*", "days_*"),
        tells=(Verb.LADDER_CHANGED,),
    ),
    "reminder-log": importer(),
    "reminder-again": importer(),
    "hours": _administrator(),
    "hours-set": _administrator("inherits", "days", "begins", "ends", tells=(Verb.HOURS_CHANGED,)),
    "campaigns": powerful(Power.CSO, scope=Scope.SUBTREE, shows=Shows.FIGURES),
    "campaign-make": powerful(
        Power.CSO,
        scope=Scope.SUBTREE,
        shows=Shows.FIGURES,
        takes=CAMPAIGN,
        tells=(Verb.CAMPAIGN_MADE,),
    ),
    "rules": powerful(Power.CSO, scope=Scope.SUBTREE, shows=Shows.FIGURES),
    "rule-make": powerful(
        Power.CSO,
        scope=Scope.SUBTREE,
        shows=Shows.FIGURES,
        takes=RULE,
        tells=(Verb.RULE_MADE,),
    ),
    "rule-change": powerful(
        Power.CSO,
        scope=Scope.SUBTREE,
        shows=Shows.FIGURES,
        takes=RULE,
        tells=(Verb.RULE_MADE,),
    ),
    "rule-end": powerful(
        Power.CSO, scope=Scope.SUBTREE, shows=Shows.FIGURES, tells=(Verb.RULE_ENDED,)
    ),
    "rule-test": powerful(Power.CSO, scope=Scope.SUBTREE, shows=Shows.STAFF),
    "powers": powerful(*GIVERS, scope=Scope.SUBTREE, shows=Shows.POWERS),
    "power-find": powerful(*GIVERS, scope=Scope.SUBTREE, shows=Shows.POWERS),
    "power-give": powerful(
        *GIVERS,
        scope=Scope.SUBTREE,
        shows=Shows.POWERS,
        takes=("gift", "until"),
        tells=(Verb.POWER_GRANTED,),
    ),
    # Also whoever steps down.
    "power-end": Rule(Scope.SUBTREE, Shows.POWERS, tells=frozenset({Verb.POWER_ENDED})),
    "undertaking": own("accept", "next", shows=Shows.WORDS, tells=(Verb.UNDERTAKING_ACCEPTED,)),
    "site-cards": powerful(*KEEPERS, scope=Scope.SUBTREE, shows=Shows.CARDS),
    "site-card": powerful(*KEEPERS, scope=Scope.SUBTREE, shows=Shows.CARDS),
    "site-card-print": powerful(*KEEPERS, scope=Scope.SUBTREE, shows=Shows.CARDS),
    "site-card-write": powerful(
        *KEEPERS,
        scope=Scope.SUBTREE,
        shows=Shows.CARDS,
        takes=tuple(CardForm.Meta.fields),
        tells=(Verb.RESPONSE_CARD_KEPT,),
    ),
    "site-card-test": powerful(
        *KEEPERS,
        scope=Scope.SUBTREE,
        shows=Shows.CARDS,
        takes=("number", "tested_on", "result"),
        tells=(Verb.NUMBER_TESTED,),
    ),
    "agreements": powerful(*ANSWER, scope=Scope.COMPANY, shows=Shows.AGREEMENTS),
    "agreement-answer": powerful(
        *ANSWER,
        scope=Scope.COMPANY,
        shows=Shows.AGREEMENTS,
        takes=("kind", "words", "agreed_on"),
        tells=(Verb.AGREEMENT_ANSWERED,),
    ),
    "agreement-pack": powerful(*ANSWER, scope=Scope.COMPANY, shows=Shows.AGREEMENTS),
    "imports": importer("file"),
    "import-organisations": importer(),
    "import-template": importer(),
    "import": importer(),
    "import-apply": importer("plan", tells=(Verb.PEOPLE_IMPORTED,)),
    "import-discard": importer(),
    "import-faults": importer(),
    "connections": importer(),
    "connection-make": importer(
        "uuid", "organisation", "label", "expires_on", tells=(Verb.TOKEN_MADE,)
    ),
    "connection-revoke": importer(tells=(Verb.TOKEN_REVOKED,)),
    "connection-groups": importer(),
    "connection-group": importer("role", tells=(Verb.GROUP_MAPPED,)),
    # Two rows of one human, among those whom she brings in.
    "duplicates": importer(),
    "duplicate": importer("sure", tells=(Verb.PERSONS_MERGED,)),
    "duplicate-apart": importer(tells=(Verb.DUPLICATE_DISMISSED,)),
    "merge": importer(tells=(Verb.MERGE_UNDONE,)),
    "joining": importer(),
    "join-link-make": importer(
        "site", "languages", "roles", "expires_on", "most", tells=(Verb.JOIN_LINK_MADE,)
    ),
    "join-link": importer(),
    "join-poster": importer(),
    "join-link-end": importer(tells=(Verb.JOIN_LINK_ENDED,)),
    "joining-refuse": importer("undo", tells=(Verb.MEMBERSHIP_ENDED, Verb.MEMBERSHIP_REOPENED)),
    "joining-site": importer("lists_names", "names_cards", tells=(Verb.SITE_DOORS_CHANGED,)),
    "cards-make": importer("person", tells=(Verb.CARD_MADE,)),
    "joining-person": importer("end_card", tells=(Verb.SIGN_IN_CODE_MADE, Verb.CARD_ENDED)),
    # Supervisors too, who hold no power; the view asks where.
    "shared": Rule(
        Scope.SUBTREE, Shows.STAFF, takes=frozenset({"site"}), tells=frozenset({Verb.DEVICE_SHARED})
    ),
    "shared-end": Rule(Scope.SUBTREE, Shows.NOTHING, tells=frozenset({Verb.DEVICE_ENDED})),
    "requests": answerer(),
    "correction-answer": answerer("is_corrected", "answer", tells=(Verb.CORRECTION_ANSWERED,)),
    "erasure-grant": answerer(tells=(Verb.PERSON_ERASED,)),
    "erasure-refuse": answerer("reason", "until", tells=(Verb.ERASURE_REFUSED,)),
    "holds": holder(),
    "hold-find": holder(),
    "hold-set": holder("reference", "until", tells=(Verb.HOLD_SET,)),
    "hold-end": holder(tells=(Verb.HOLD_ENDED,)),
    "audit": powerful(Power.AUDITOR, scope=Scope.COMPANY, shows=Shows.DEEDS),
    "audit-export": powerful(
        Power.AUDITOR, scope=Scope.COMPANY, shows=Shows.DEEDS, tells=(Verb.AUDIT_EXPORTED,)
    ),
}
