"""A company, a unit, suppliers with sites; who may make tokens; and a directory that talks SCIM."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from people import actions
from people.models import Membership, Organisation, Person, Power
from people.scim.actions import make_token
from people.scim.models import ScimToken
from tests.factories import GrantFactory, OrganisationFactory, PersonFactory

TODAY = date(2026, 6, 15)
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass
class World:
    company: Organisation
    unit: Organisation
    supplier: Organisation
    dhaka: Organisation
    other: Organisation
    hr: Person
    administrator: Person
    stranger: Person


@pytest.fixture
def today(time_machine):
    time_machine.move_to("2026-06-15T12:00:00Z", tick=False)
    return TODAY


@pytest.fixture
def world(db) -> World:
    company = OrganisationFactory(code="HQ", name="Northwind")
    unit = OrganisationFactory(unit=True, parent=company, code="UNIT", name="Purchasing")
    supplier = OrganisationFactory(supplier=True, parent=company, code="DELTA", name="Delta Knit")
    dhaka = OrganisationFactory(site=True, parent=supplier, code="DHAKA", name="Dhaka")
    other = OrganisationFactory(supplier=True, parent=company, code="OTHER", name="Canary Mill")
    hr = _holder("Hala", Power.PEOPLE_ADMINISTRATOR, company)
    administrator = _holder("Rina", Power.SUPPLIER_ADMINISTRATOR, supplier)
    stranger = _holder("Otto", Power.SUPPLIER_ADMINISTRATOR, other)
    return World(company, unit, supplier, dhaka, other, hr, administrator, stranger)


def _holder(name: str, power: Power, organisation: Organisation) -> Person:
    person = PersonFactory(full_name=name)
    return GrantFactory(person=person, power=power, organisation=organisation).person


def token_for(organisation: Organisation, by: Person) -> tuple[ScimToken, str]:
    soon = timezone.now() + timedelta(days=90)
    facts = {"uuid": uuid4(), "label": "Our directory", "expires_at": soon, "by": by}
    return make_token(organisation, **facts)


class Directory:
    """An identity system with a token: says JSON, hears JSON."""

    def __init__(self, secret: str, token: ScimToken | None = None) -> None:
        self.secret = secret
        self.token = token
        self.client = Client()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        sent = {"data": body if isinstance(body, bytes) else json.dumps(body)} if body else {}
        return self.client.generic(
            method,
            f"/scim/v2/{path}",
            **sent,
            content_type="application/scim+json",
            headers={"Authorization": f"Bearer {self.secret}", **headers},
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("GET", path, **headers)

    def add(self, user_name: str, **facts: Any) -> HttpResponse:
        """Create a user; what begins with `employee_number` or `manager` goes to the extension."""
        return self.ask("POST", "Users", user(user_name, **facts))

    def added(self, user_name: str, **facts: Any) -> dict[str, Any]:
        answer = self.add(user_name, **facts)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def group(self, name: str, *members: str) -> dict[str, Any]:
        said = {"schemas": [GROUP], "displayName": name, "members": [{"value": m} for m in members]}
        answer = self.ask("POST", "Groups", said)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> HttpResponse:
        return self.ask(
            "PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **headers
        )

    def found(self, kind: str, asked: str) -> list[dict[str, Any]]:
        answer = self.client.get(
            f"/scim/v2/{kind}",
            {"filter": asked},
            headers={"Authorization": f"Bearer {self.secret}"},
        )
        assert answer.status_code == 200, answer.content
        return answer.json()["Resources"]


def user(user_name: str, **facts: Any) -> dict[str, Any]:
    number, manager = facts.pop("number", None), facts.pop("manager", None)
    extension = {"employeeNumber": number} if number else {}
    extension |= {"manager": {"value": manager}} if manager else {}
    said = {"schemas": [USER], "userName": user_name, "displayName": f"Person {user_name}"} | facts
    return said | ({ENTERPRISE: extension} if extension else {})


@pytest.fixture
def directory(world, today) -> Directory:
    """The supplier's."""
    token, secret = token_for(world.supplier, world.administrator)
    return Directory(secret, token)


def member(organisation: Organisation, number: str, **facts: object) -> Person:
    """Somebody who works there under a number since 2024."""
    person = PersonFactory(**{"full_name": f"Person {number}", **facts})
    own = organisation.kind in {"company", "unit"}
    actions.join(
        person,
        organisation,
        workforce_type="employee" if own else "supplier_staff",
        started_on=date(2024, 1, 8),
        roles=["procurement"],
        employee_number=number,
    )
    return person


def post_of(person: Person) -> Membership:
    return person.memberships.get(last_day=None)
