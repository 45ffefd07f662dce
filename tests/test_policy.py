"""Who may open what: every address is classified here, and every class is tried by every persona.

An address that is not in the table fails the tests: a new one must be thought about first.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from assessments.models import Attempt
from certificates.models import Certificate
from courses import actions
from people.imports.models import ImportRun
from people.models import Power
from tests.factories import EnrolmentFactory, GrantFactory, MembershipFactory, PersonFactory

# Anybody may open these; what they show is everybody's or depends on a code or token one holds.
PUBLIC = {
    "home",
    "set-language",
    "concern",
    "privacy",
    "media",
    "livez",
    "readyz",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "open-help",
    "open-month",
    "open-start",
    "open-modules",
    "open-module",
    "open-last",
    "open-finished",
    "open-thanks",
    "open-lesson",
    "open-practice",
    "open-captions",
    "verify",
    "verify-certificate",
    "wagtailcore_authenticate_with_password",
    "wagtailcore_login",
    "wagtail_serve",
}
# One's own, after signing in; no row of another's.
OWN = {
    "account_reauthenticate",
    "account_change_password",
    "my-learning",
    "certificates",
    "team",
}
# One row of one's own: another's is as one that does not exist.
OWN_ROW = {
    "study",
    "lesson",
    "lesson-done",
    "lesson-practice",
    "lesson-captions",
    "quiz",
    "attempt-item",
    "attempt-save",
    "attempt-review",
    "attempt-submit",
    "attempt-result",
    "certificate",
    "certificate-pdf",
}
# What there is to learn, after signing in and for those who were asked to.
ASSIGNED = {"module", "programme"}
# Behind a power: who has it.
POWERFUL = {
    "sites": {"supplier administrator"},
    "overview": {"lead"},
    "kpi-export": {"lead"},
    "imports": {"supplier administrator", "people administrator"},
    "import-organisations": {"supplier administrator", "people administrator"},
    "import-template": {"supplier administrator", "people administrator"},
}
# Behind the same power, and one's own row: another's is as one that does not exist.
IMPORTS = {"import", "import-apply", "import-discard", "import-faults"}
CLASSIFIED = PUBLIC | OWN | OWN_ROW | ASSIGNED | set(POWERFUL) | IMPORTS
PERSONAS = [
    "learner",
    "manager",
    "supplier administrator",
    "people administrator",
    "lead",
    "author",
]
COMPANY_WIDE = {
    "people administrator": Power.PEOPLE_ADMINISTRATOR,
    "lead": Power.CSO,
    "author": Power.AUTHOR,
}
# What looking may touch: the session, and allauth's copy of an address, made when first needed.
TOUCHED = {"sessions.Session", "account.EmailAddress"}
# Wagtail's own, which it guards itself; tests/content tries them.
WAGTAILS = ("cms/", "documents/")


@dataclass
class World:
    """Somebody with a record, and everything that an address may name of theirs."""

    enrolment: object
    names: dict[str, dict[str, object]]


def _routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, route)
        else:
            yield route, entry


def test_every_address_is_classified_and_every_class_is_of_an_address():
    names = {
        pattern.name
        for route, pattern in _routes(get_resolver())
        if pattern.name and not route.startswith(WAGTAILS)
    }

    assert names == CLASSIFIED


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
        **{name: {"run": run.uuid} for name in IMPORTS},
        "account_reset_password_from_key": tokens,
    }
    shared = {"code": module.code} | rows | lesson | tokens | {"key": "l1"}
    return World(going, {name: shared | codes.get(name, {}) for name in CLASSIFIED})


def _address(world: World, name: str) -> str:
    """The address of that name with the other person's ids in it."""
    if name == "wagtail_serve":
        return "/en/"
    for _, pattern in _routes(get_resolver()):
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
    elif persona == "supplier administrator":
        supplier = MembershipFactory(supplier_staff=True).organisation.parent
        person = GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=supplier).person
    elif persona in COMPANY_WIDE:
        person = GrantFactory(power=COMPANY_WIDE[persona]).person
    else:
        person = PersonFactory()
    client.force_login(person)
    return client


@pytest.mark.parametrize("name", sorted(CLASSIFIED - PUBLIC))
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_signing_in_one_is_led_to_the_door(world, client, name, method):
    answer = getattr(client, method)(_address(world, name))

    if answer.status_code not in {401, 405}:
        assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("persona", PERSONAS)
def test_anothers_row_is_as_one_that_does_not_exist(world, persona):
    client = _signed_in(persona)

    for name in sorted(OWN_ROW | IMPORTS):
        anothers = _address(world, name)
        nobodys = _address(_made_up(world), name)
        for ask in (client.get, client.post):
            seen, unseen = _read(ask(anothers)), _read(ask(nobodys))
            assert anothers != nobodys
            assert (seen.status_code, name) == (unseen.status_code, name)
            assert seen.status_code not in {200, 500}


def _made_up(world: World) -> World:
    """The same, with ids that nobody has."""
    ids = {
        "run": uuid4(),
        "study_uuid": uuid4(),
        "study": uuid4(),
        "uuid": uuid4(),
        "code": "z" * 27,
    }
    names = {name: given | ids for name, given in world.names.items()}
    return World(world.enrolment, names)


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("name", sorted(POWERFUL))
def test_a_page_behind_a_power_opens_for_those_who_have_it(world, persona, name):
    status = _signed_in(persona).get(_address(world, name)).status_code

    assert status == (200 if persona in POWERFUL[name] else 404)


@pytest.mark.parametrize("persona", ["stranger", *PERSONAS])
def test_looking_changes_nothing_and_breaks_nothing(world, persona):
    client = Client() if persona == "stranger" else _signed_in(persona)

    before = _everything()

    for name in sorted(CLASSIFIED):
        address = _address(world, name)
        answer = _read(client.get(address))
        assert answer.status_code < 500, address
        assert _everything() == before, f"{address} changed something"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_verbs_do_nothing(world, method):
    client = _signed_in("lead")

    before = _everything()

    for name in sorted(CLASSIFIED - {"wagtail_serve"}):
        answer = _read(getattr(client, method)(_address(world, name)))
        assert answer.status_code < 500, name
        assert _everything() == before, f"{method} {name} changed something"


def _read(answer: HttpResponse) -> HttpResponse:
    """Let what is streamed come to its end."""
    if answer.streaming:
        list(answer)
    return answer


def _everything() -> str:
    """A digest of all rows, but for what looking may touch."""
    digest = hashlib.sha256()
    for model in apps.get_models():
        if model._meta.label not in TOUCHED and model._meta.managed:
            rows = model._base_manager.order_by("pk").values_list()
            digest.update(f"{model._meta.label}{list(rows)}".encode())
    return digest.hexdigest()
