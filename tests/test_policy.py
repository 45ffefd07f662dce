"""The table of who may what (lms/policy/), held against the house: every line, every persona."""

from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import FileField
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, resolve, reverse
from django.utils import timezone

from assessments.models import Attempt
from certificates.models import Certificate
from courses import actions
from lms import media
from lms.celery import app
from lms.checks import refuse_unruled
from lms.policy import ADDRESSES, FILES, ROUTES, TASKS, routes_of, rule_of, unruled
from people.audit.models import AuditEvent
from people.calendar import reporting_day
from people.imports.models import ImportRun
from people.models import Person, Power
from people.privacy import actions as privacy
from people.scim.models import ScimGroup, ScimToken
from people.sign_on.models import Identity
from tests.factories import (
    EnrolmentFactory,
    GrantFactory,
    IdentityProviderFactory,
    MembershipFactory,
    PersonFactory,
)
from tests.people.doors.stage import joined, link_to, site_with_administrator
from tests.written import written

PUBLIC = {name for name, rule in ADDRESSES.items() if rule.is_public}
BEHIND_POWERS = {name for name, rule in ADDRESSES.items() if rule.powers}
# Who takes what as a file leaves an event in the audit log, and nothing else.
OWN_EXPORTS = {"my-data-file"}
EXPORTS = {"kpi-export", "coverage-export", "audit-export", "sites-export"} | OWN_EXPORTS
AUDIT = {"people_auditchain", "people_auditevent"}
PERSONAS = ["learner", "manager", *Power.values]
# One file that somebody has brought in.
IMPORTS = {"import", "import-apply", "import-discard", "import-faults"}
# One token, and one group, of somewhere else.
CONNECTIONS = {"connection-revoke", "connection-group"}
# Two people, one of whom may be the other (tests/people/merging/test_views.py).
DUPLICATES = {"duplicate", "duplicate-apart", "merge"}
# Links, people and devices of one site; and what is answered by leading on (tests/people/doors).
SITES = {"join-link", "join-poster", "join-link-end", "joining-refuse", "joining-site"} | {
    "cards-make",
    "joining-person",
    "shared-end",
}
# One site's cards (tests/people/cards).
CARDS = {"site-card", "site-card-print", "site-card-write", "site-card-test"}
# One rule over somewhere else (tests/courses/rules).
RULES = {"rule-change", "rule-end", "rule-test", "equivalent-end"}
# One programme or place, or what only takes a POST (tests/courses/reminders).
REMINDERS = {"ladder-change", "hours-set", "reminder-again"}
# One row that stands in the scope of a power; tests/privacy tries who sees it.
ROWS_IN_SCOPE = {"power-give", "correction-answer", "erasure-grant", "erasure-refuse"}
ROWS_IN_SCOPE |= {"hold-set", "hold-end", "decision-answer"}
# One organisation's provider, or what only takes a POST.
PROVIDERS = {name for name in BEHIND_POWERS if name.startswith("sign-on-")} - {"sign-on-add"}
# One place (tests/people/quiet).
LIMITS = {"place-pause", "place-resume", "place-restrict", "place-open"}
LIMITS |= {"country-restrict", "country-open"}
# Many of Wagtail's own; tests/content tries them.
WAGTAILS = ("cms/", "documents/")


@dataclass
class World:
    """Somebody with a record, and everything that an address may name of theirs."""

    enrolment: object
    names: dict[str, dict[str, object]]


def test_no_line_of_the_table_is_about_nothing():
    assert [name for name in unruled() if not name.startswith("tests.")] == []
    patterns = list(routes_of(get_resolver()))
    names = {pattern.name for route, pattern in patterns if not route.startswith(WAGTAILS)}

    assert set(ADDRESSES) <= names
    assert all(any(route.startswith(one) for route, _ in patterns) for one in ROUTES)
    assert {name for name in TASKS if not name.startswith("tests.")} <= set(app.tasks)


def test_every_folder_of_files_is_given_out_by_one_address_or_none():
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    stored = {field.upload_to for field in fields if isinstance(field, FileField)}
    named = {name for _, pattern in routes_of(get_resolver()) if (name := pattern.name)}

    assert {folder for folder in stored if isinstance(folder, str)} <= set(FILES)
    assert set(FILES.values()) - {""} <= named
    assert {folder for folder, address in FILES.items() if address == "media"} == media.FOLDERS


@pytest.mark.parametrize(
    ("table", "name", "told"),
    [
        (ADDRESSES, "overview", r"overview/"),
        (ROUTES, "documents/", r"documents/"),
        (TASKS, "certificates.tasks.draw", r"certificates\.tasks\.draw"),
    ],
)
def test_what_is_not_in_the_table_does_not_start(monkeypatch, table, name, told):
    monkeypatch.delitem(table, name)

    with pytest.raises(ImproperlyConfigured, match=told):
        refuse_unruled()


@pytest.mark.django_db
def test_the_gate_lets_nobody_through_to_what_is_not_in_the_table(monkeypatch, client):
    monkeypatch.delitem(ADDRESSES, "privacy")

    assert client.get(reverse("privacy")).status_code == 404


@pytest.fixture
def world(db) -> World:
    enrolment = EnrolmentFactory(completed=True)
    going = EnrolmentFactory(person=enrolment.person)
    module = going.requirements.get().module
    study = actions.open_study(going.person, module)
    attempt = Attempt.objects.create(
        study=study, edition=study.edition, number=1, draw={"items": [], "options": {}}
    )
    certificate = Certificate.objects.get()
    site, administrator = site_with_administrator()
    link = link_to(site, administrator)
    joining = joined(link)
    run = ImportRun.objects.create(by=GrantFactory(power=Power.PEOPLE_ADMINISTRATOR).person)
    rows = {"study_uuid": study.uuid, "study": study.uuid, "uuid": attempt.uuid, "position": 1}
    lesson = {"key": "l1", "block": "v1", "language": "en", "kind": "csv", "name": "images/a.png"}
    tokens = {"uidb36": "1", "key": "a-b", "page_view_restriction_id": 1, "page_id": 1}
    codes = {
        "certificate": {"code": certificate.code},
        "certificate-pdf": {"code": certificate.code},
        "verify-certificate": {"code": certificate.code},
        "programme": {"code": going.programme.code},
        "import-template": {"name": "people.csv"},
        "agreement-answer": {"country": "DE"},
        **{name: {"run": run.uuid} for name in IMPORTS},
        "account_reset_password_from_key": tokens,
        "mfa_remove_webauthn": {"pk": _passkey_of(going.person).pk},
        "joining-refuse": {"uuid": joining.uuid},
        "joining-site": {"uuid": site.uuid},
        "cards-make": {"uuid": site.uuid},
        "joining-person": {"uuid": site.uuid, "person": joining.membership.person.uuid},
        **{name: {"code": link.code, "uuid": link.uuid} for name in ADDRESSES if "join-" in name},
        "card-show": {"token": "a"},
        "my-data-file": {"kind": "json"},
        **_asked_by(enrolment.person),
        **_sign_on_names(going.person),
        "session-end": {"pk": _session_of(going.person).pk},
        "scim": {"path": "Users"},
        "connection-revoke": {"uuid": _token(run.by).uuid},
        "connection-group": {"uuid": _group(run.by).uuid},
    }
    shared = {"code": module.code} | rows | lesson | tokens | {"key": "l1"}
    return World(going, {name: shared | codes.get(name, {}) for name in ADDRESSES})


def _asked_by(person: Person) -> dict[str, dict[str, object]]:
    """A request, a report and a hold of hers."""
    MembershipFactory(person=person)
    erasure = privacy.ask_erasure(person)
    correction = privacy.ask_correction(person, about="role", words="I buy")
    hold = privacy.set_hold(
        person, reference="M-1", until=reporting_day() + timedelta(days=9), by=PersonFactory()
    )
    return {
        "correction-answer": {"uuid": correction.uuid},
        "erasure-grant": {"uuid": erasure.uuid},
        "erasure-refuse": {"uuid": erasure.uuid},
        "hold-set": {"uuid": person.uuid},
        "hold-end": {"uuid": hold.uuid},
    }


def _sign_on_names(person: Person) -> dict[str, dict[str, object]]:
    """For each address of single sign-on, a row of its own kind."""
    provider = IdentityProviderFactory(kind="saml")
    other = IdentityProviderFactory(kind="oidc")
    identity = Identity.objects.create(provider=provider, person=person, subject="s", way="number")
    names = [name for name in ADDRESSES if name.startswith("sign-on-")]
    return {name: {"uuid": provider.uuid} for name in names} | {
        "sign-on-door": {"code": provider.door},
        "sign-on-callback": {"uuid": other.uuid},
        "sign-on-disconnect": {"uuid": identity.uuid},
    }


def _passkey_of(person: Person) -> Authenticator:
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})


def _token(giver: Person) -> ScimToken:
    later = timezone.now() + timedelta(days=30)
    where = giver.grants.get().organisation
    return ScimToken.objects.create(organisation=where, given_by=giver, expires_at=later)


def _group(giver: Person) -> ScimGroup:
    return ScimGroup.objects.create(organisation=giver.grants.get().organisation)


def _session_of(person: Person) -> UserSession:
    Client().force_login(person)
    return UserSession.objects.get(user=person)


def _address(world: World, name: str) -> str:
    """The address of that name with the other person's ids in it."""
    if name == "wagtail_serve":
        return "/en/"
    for _, pattern in routes_of(get_resolver()):
        if pattern.name != name:
            continue
        wanted = set(pattern.pattern.converters) or set(pattern.pattern.regex.groupindex)
        wanted |= {"language"} if name.startswith("open-") else set()
        given = {key: value for key, value in world.names[name].items() if key in wanted}
        for tried in (given, {k: v for k, v in given.items() if k != "language"}, {}):
            try:
                return reverse(name, kwargs=tried)
            except NoReverseMatch:
                continue
    raise AssertionError(name)


def _signed_in(persona: str) -> Client:
    client = Client()
    if persona == "manager":
        person = MembershipFactory(reports_to=PersonFactory()).reports_to
    elif persona == Power.SUPPLIER_ADMINISTRATOR:
        supplier = MembershipFactory(supplier_staff=True).organisation.parent
        person = GrantFactory(power=persona, organisation=supplier).person
    elif persona in Power.values:
        person = GrantFactory(power=persona).person
    else:
        person = PersonFactory()
    client.force_login(person)
    return client


# What opens for whoever has the power, wherever it is held and whatever rows there are.
OPEN_ANYWHERE = BEHIND_POWERS - IMPORTS - CONNECTIONS - DUPLICATES - SITES - CARDS
OPEN_ANYWHERE -= ROWS_IN_SCOPE | RULES | REMINDERS | PROVIDERS | LIMITS


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_page_behind_a_power_opens_for_those_who_have_it(world, persona):
    client = _signed_in(persona)
    wanted = {name: 200 if persona in ADDRESSES[name].powers else 404 for name in OPEN_ANYWHERE}

    found = {name: client.get(_address(world, name)).status_code for name in sorted(wanted)}

    assert found == wanted


def test_who_only_asks_whether_a_page_is_there_is_answered_like_who_reads_it(world):
    client = _signed_in(Power.CSO)

    for name in sorted(ADDRESSES):
        asked = client.head(_address(world, name)).status_code
        assert asked == _read(client.get(_address(world, name))).status_code, name


class Forms(HTMLParser):
    """The forms of a page that send something: where to, and the names of their fields."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[tuple[str, set[str]]] = []
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = given.get("method", "").lower() == "post"
            if self.is_inside:
                self.found.append((given.get("action") or self.path, set()))
        elif self.is_inside and tag in {"input", "select", "textarea", "button"}:
            self.found[-1][1].add(given.get("name", ""))

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag != "form"


@pytest.mark.parametrize("persona", ["stranger", *PERSONAS, "herself"])
def test_a_form_sets_only_the_fields_that_the_table_names(world, persona):
    client = Client() if persona == "stranger" else _signed_in(persona)
    if persona == "herself":
        Authenticator.objects.all().delete()  # a passkey without its key cannot be shown
        client.force_login(world.enrolment.person)
    beyond = []
    for name in sorted(set(ADDRESSES) - EXPORTS):
        forms = Forms(_address(world, name))
        answer = client.get(forms.path)
        if "text/html" in answer.headers.get("Content-Type", ""):
            forms.feed(answer.text)
        for action, fields in forms.found:
            match = resolve(urlsplit(action).path)
            takes = rule_of(match.url_name, match.route).takes
            unnamed = {
                field
                for field in fields - {"", "csrfmiddlewaretoken"}
                if not any(fnmatchcase(field, one) for one in takes)
            }
            beyond += [(match.url_name, unnamed)] if unnamed else []

    assert beyond == []


@pytest.mark.parametrize("persona", ["stranger", *PERSONAS])
@pytest.mark.parametrize("name", sorted(EXPORTS))
def test_a_file_taken_leaves_one_event_and_nothing_else(world, persona, name):
    client = Client() if persona == "stranger" else _signed_in(persona)
    events = AuditEvent.objects.count()

    with written() as tables:
        _read(client.get(_address(world, name)))

    may_take = persona != "stranger" if name in OWN_EXPORTS else persona in ADDRESSES[name].powers
    assert AuditEvent.objects.count() == events + may_take
    assert tables == (AUDIT if may_take else set())


def _read(answer: HttpResponse) -> HttpResponse:
    """Let what is streamed come to its end."""
    if answer.streaming:
        list(answer)
    return answer
