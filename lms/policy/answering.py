"""The addresses of those who answer for others: their own team, places, people and company."""

from lms.policy.rules import Rule, Scope, Shows, own, powerful
from people.agreements.actions import ANSWER
from people.audit.verbs import Verb
from people.cards.access import KEEPERS
from people.cards.forms import CardForm
from people.models import Power

# Who brings people in; see people/access.py.
IMPORTERS = (Power.PEOPLE_ADMINISTRATOR, Power.SUPPLIER_ADMINISTRATOR)
# Who gives powers on; see people/delegation.py.
GIVERS = (Power.CSO, Power.PEOPLE_ADMINISTRATOR, Power.SUPPLIER_ADMINISTRATOR)
# Whom a programme is asked of, and by when.
RULE = (
    "uuid", "programme", "organisation", "audience_roles", "workforce_types", "countries", "tiers",
    "risk_bands", "duty", "due_in_days", "due_on", "begins_on", "ends_on", "renews", "make", "edit",
)  # fmt: skip
EQUIVALENT = ("uuid", "organisation", "counted", "programme", "reason", "ends_on", "make", "edit")
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


def leader(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """Where quiet is kept only the company's lead knows; see people/quiet/access.py."""
    return powerful(Power.CSO, scope=Scope.COMPANY, shows=Shows.LIMITS, takes=takes, tells=tells)


def importer(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """Whoever brings people in sees the files that she has given herself."""
    return powerful(*IMPORTERS, scope=Scope.SUBTREE, shows=Shows.STAFF, takes=takes, tells=tells)


def proposer(*takes: str) -> Rule:
    """Whoever answers for a person proposes; see courses/decisions/access.py."""
    return Rule(
        Scope.SUBTREE,
        Shows.STATUS,
        takes=frozenset(takes),
        tells=frozenset({Verb.DECISION_PROPOSED}),
    )


def _administrator(*takes: str, tells: tuple[Verb, ...] = ()) -> Rule:
    """Who brings people in says where they sign in. No secret is ever shown."""
    return powerful(*IMPORTERS, scope=Scope.SUBTREE, shows=Shows.WORDS, takes=takes, tells=tells)


ANSWERING: dict[str, Rule] = {
    "team": Rule(Scope.REPORTS, Shows.STATUS),
    "team-remind": Rule(Scope.REPORTS, Shows.STATUS),
    # Managers and supplier administrators: whose status they see, for those they print slips.
    "slips": Rule(Scope.SUBTREE, Shows.STATUS, takes=frozenset({"slip"})),
    "team-export": Rule(Scope.REPORTS, Shows.STATUS, tells=frozenset({Verb.TEAM_EXPORTED})),
    # Managers, who hold no power, and those who answer for a site's staff; the views ask who.
    "team-person": Rule(Scope.SUBTREE, Shows.STATUS),
    "decisions-mine": Rule(Scope.SUBTREE, Shows.STATUS),
    "decision-take-back": Rule(
        Scope.SUBTREE, Shows.STATUS, tells=frozenset({Verb.DECISION_TAKEN_BACK})
    ),
    "decision-propose-extend": proposer("until", "reason"),
    "decision-propose-exempt": proposer("reason"),
    "decision-propose-withdraw": proposer("reason"),
    "decision-propose-count": proposer("reason"),
    "decision-propose-recognise": proposer("completed_on", "reference", "reason"),
    "decisions": powerful(*IMPORTERS, Power.CSO, scope=Scope.SUBTREE, shows=Shows.STATUS),
    # Whether the person has the programme to do is not told.
    "decision-record": powerful(
        Power.PEOPLE_ADMINISTRATOR,
        scope=Scope.SUBTREE,
        shows=Shows.WORDS,
        takes=("who", "programme", "completed_on", "reference", "reason"),
        tells=(Verb.DECISION_PROPOSED,),
    ),
    "decision-answer": powerful(
        *IMPORTERS,
        Power.CSO,
        scope=Scope.SUBTREE,
        shows=Shows.STATUS,
        takes=("answer",),
        tells=(
            Verb.ENROLMENT_EXTENDED,
            Verb.ENROLMENT_EXEMPTED,
            Verb.ENROLMENT_WITHDRAWN,
            Verb.ENROLMENT_WAIVED,
            Verb.LEARNING_RECOGNISED,
            Verb.DECISION_REFUSED,
        ),
    ),
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
    "sites-export": powerful(
        Power.SUPPLIER_ADMINISTRATOR,
        scope=Scope.SUBTREE,
        shows=Shows.STATUS,
        tells=(Verb.FIGURES_EXPORTED,),
    ),
    "site-staff": powerful(Power.SUPPLIER_ADMINISTRATOR, scope=Scope.SUBTREE, shows=Shows.STATUS),
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
    "places": leader(),
    "place-pause": leader(tells=(Verb.QUIET_DECIDED,)),
    "place-resume": leader(tells=(Verb.QUIET_DECIDED,)),
    "place-restrict": leader("reference", tells=(Verb.PLACE_RESTRICTED,)),
    "place-open": leader("reference", tells=(Verb.PLACE_OPENED,)),
    "country-restrict": leader("company", "country", "reference", tells=(Verb.PLACE_RESTRICTED,)),
    "country-open": leader("reference", tells=(Verb.PLACE_OPENED,)),
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
    # A company speaks as a whole of what it counts.
    "equivalents": powerful(Power.CSO, Power.AUDITOR, scope=Scope.COMPANY, shows=Shows.FIGURES),
    "equivalent-make": powerful(
        Power.CSO,
        scope=Scope.COMPANY,
        shows=Shows.FIGURES,
        takes=EQUIVALENT,
        tells=(Verb.EQUIVALENT_MADE,),
    ),
    "equivalent-end": powerful(
        Power.CSO, scope=Scope.COMPANY, shows=Shows.FIGURES, tells=(Verb.EQUIVALENT_ENDED,)
    ),
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
