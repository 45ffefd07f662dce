"""Two lead companies in one installation, each with all that can be told of somebody.

Every name, number, address and code is a canary: a word that says whose it is. What a page, a file,
a mail or a line of the log says can so be held against who may know it.
"""

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client

from assessments import actions as assessments
from certificates import tasks as certificates
from certificates.models import Certificate
from courses import actions as courses
from people import actions as people
from people.calendar import reporting_day
from people.imports import actions as imports
from people.imports.models import ImportRun
from people.models import Organisation, Person, Power, WorkforceType
from tests.certificates import printed
from tests.factories import (
    PASSWORD,
    EnrolmentFactory,
    GrantFactory,
    IdentityProviderFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
)
from tests.matrix.keeping import KEPT, kept_rows

# Companies a and b; their suppliers: of a two, of b one.
COMPANIES = {"a": ["as", "at"], "b": ["bs"]}
COMPANY_OF = {zone: zone[0] for zone in ["a", "as", "at", "b", "bs"]}
_CANARY = re.compile(r"zq(as|at|bs|a|b)([po])n\d+qz", re.IGNORECASE)
# Whoever is nobody at all: an id that no row has.
NOBODYS: dict[str, object] = {
    "study": uuid4(),
    "attempt": uuid4(),
    "certificate": "z" * 27,
    "programme": "nowhere",
    "run": uuid4(),
    "passkey": 830_000_000,
    "session": 830_000_001,
    "person": uuid4(),
    "grant": uuid4(),
    "site": uuid4(),
    "company": uuid4(),
    "door": "z" * 32,
    "joincode": "0000000000",
    **dict.fromkeys(KEPT, uuid4()),
}


@dataclass(frozen=True)
class Persona:
    """Somebody who comes: who she is, of which zone, and whose words she may be shown.

    `people` are the zones whose people's words may be told her, `places` those of organisations.
    """

    name: str
    zone: str
    person: Person | None
    people: frozenset[str]
    places: frozenset[str]
    power: str = ""
    second_factor: bool = False
    rows: dict[str, object] = field(default_factory=dict)

    @property
    def company(self) -> str:
        return COMPANY_OF.get(self.zone, "")


@dataclass
class World:
    personas: dict[str, Persona]
    # By company: everything of somebody there who is none of the personas.
    others: dict[str, dict[str, object]]
    # What ids belong to: uuids and codes in small letters, to the company.
    ids: dict[str, str]

    def strangers(self, persona: Persona, text: str, *, given: Iterable[str] = ()) -> set[str]:
        """The canaries in a text that this persona must not be shown, but for what she gave."""
        found = {
            match[0].lower()
            for match in _CANARY.finditer(text)
            if match[1].lower() not in (persona.people if match[2] in "pP" else persona.places)
        }
        low = text.lower()
        asked = {str(one).lower() for one in given}
        if persona.company:
            found |= {
                key
                for key, company in self.ids.items()
                if company != persona.company and key in low
            }
        return {one for one in found if one not in asked}


_numbers = count(1)


def word(zone: str, kind: str) -> str:
    """A canary: `p` for a person's, `o` for an organisation's."""
    return f"zq{zone}{kind}n{next(_numbers)}qz"


def build() -> World:
    """Make the world: some seconds, so once for all tests of it."""
    companies = {company: _Company(company) for company in COMPANIES}
    personas: dict[str, Persona] = {}
    for made in companies.values():
        personas |= made.personas()
    nobody = Persona("anonymous", "", None, frozenset(), frozenset())
    return World(
        personas={"anonymous": nobody} | personas,
        others={company: made.bystander for company, made in companies.items()},
        ids={key: company for company, made in companies.items() for key in made.ids()},
    )


class _Company:
    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[str, Organisation] = {}
        self.root = self._place(name, kind="company")
        self.unit = self._place(name, kind="unit", parent=self.root)
        self.programme = ProgrammeFactory(code=f"P{name}")
        self.suppliers, self.sites = {}, {}
        for zone in COMPANIES[name]:
            self.suppliers[zone] = self._place(zone, kind="supplier", parent=self.root)
            self.sites[zone] = self._place(zone, kind="site", parent=self.suppliers[zone])
            self.person(zone, place=self.sites[zone])
        self.bystander = self._bystander()

    def _place(self, zone: str, *, kind: str, parent: Organisation | None = None) -> Organisation:
        name, code = word(zone, "o"), word(zone, "o").upper()
        made = OrganisationFactory(kind=kind, name=name, code=code, parent=parent, country="GB")
        self.places[made.code] = made
        return made

    def person(self, zone: str, *, place: Organisation | None = None, **facts: object) -> Person:
        is_own = zone == self.name
        membership = MembershipFactory(
            person=people.add_person(
                full_name=word(zone, "p").title(),
                email=f"{word(zone, 'p')}@example.org",
                password=PASSWORD,
            ),
            organisation=place or (self.unit if is_own else self.suppliers[zone]),
            workforce_type=WorkforceType.EMPLOYEE if is_own else WorkforceType.SUPPLIER_STAFF,
            employee_number=word(zone, "p").upper(),
            work_email=f"{word(zone, 'p')}@example.org",
            **facts,
        )
        return membership.person

    def _bystander(self) -> dict[str, object]:
        """Somebody who learns and holds a power, and everything of hers that an address names."""
        person = self.person(self.name)
        self.by = self.person(self.name)
        GrantFactory(person=self.by, power=Power.CSO, organisation=self.root)
        grant = GrantFactory(person=person, power=Power.AUTHOR, organisation=self.root)
        rows = self.learning(person)
        # Numbers that stand nowhere else on a page.
        session, key = 810_000_000 + next(_numbers), 820_000_000 + next(_numbers)
        Authenticator.objects.create(
            pk=key, user=person, type="webauthn", data={"name": word(self.name, "p")}
        )
        Client().force_login(person)
        UserSession.objects.filter(user=person).update(id=session)
        kept = kept_rows(self.unit, person, self.by, lambda kind: word(self.name, kind))
        annex = self._place(self.name, kind="unit", parent=self.root)  # nobody else works there
        elsewhere = IdentityProviderFactory(organisation=annex, name=word(self.name, "o"))
        kept["provider elsewhere"] = elsewhere.uuid
        return (
            rows
            | kept
            | {
                "person": person.uuid,
                "grant": grant.uuid,
                "passkey": key,
                "session": session,
                "run": self.run(person).uuid,
                "site": self.sites[COMPANIES[self.name][0]].uuid,
                "company": self.root.uuid,
            }
        )

    def learning(self, person: Person) -> dict[str, object]:
        """A certificate, a programme that is under way, and one whose quiz is begun."""
        done = EnrolmentFactory(person=person, programme=self.programme, completed=True)
        certificate = Certificate.objects.get(completion__enrolment=done)
        certificates.draw(certificate.pk)
        going = EnrolmentFactory(person=person)
        study = courses.open_study(person, going.requirements.get().module)
        quiz = courses.open_study(person, EnrolmentFactory(person=person).requirements.get().module)
        for part in quiz.edition.document["lessons"]:
            courses.finish_lesson(quiz, part["key"], language="en")
        attempt = assessments.start(quiz.uuid, by=person, uuid=uuid4())
        return {
            "certificate": certificate.code,
            "programme": going.programme.code,
            "study": study.uuid,
            "attempt": attempt.uuid,
            "quiz": quiz.uuid,
            "module": study.module.code,
        }

    def run(self, person: Person) -> ImportRun:
        """A file that somebody has brought in, with her people's words in it."""
        row = [word(self.name, "p"), word(self.name, "p"), self.unit.code, "employee", "worker"]
        row.append("2026-03-02")
        head = "employee_number,full_name,organisation,workforce_type,roles,started_on"
        text = f"{head}\n{','.join(row)}\n"
        run = imports.upload(ContentFile(text.encode(), "people.csv"), by=person)
        imports.check(run)
        run.refresh_from_db()
        return run

    def personas(self) -> dict[str, Persona]:
        if self.name == "b":
            lead = self._powerful("other company's lead", "b", Power.CSO, self.root)
            return dict([self._learner("other company's learner", "b"), lead])
        return dict(
            [
                self._learner("learner", "a"),
                self._learner("supplier's learner", "as"),
                self._manager("manager"),
                self._manager("other manager"),
                self._powerful("site administrator", "as", _SUPPLIER, self.sites["as"]),
                self._powerful("supplier administrator", "as", _SUPPLIER, self.suppliers["as"]),
                self._powerful("another supplier's", "at", _SUPPLIER, self.suppliers["at"]),
                *(self._powerful(name, "a", power, self.root) for name, power in _LEADS.items()),
                self._ex_member(),
                self._half("half-authenticated", has_factor=True),
                self._half("without a second factor", has_factor=False),
            ]
        )

    def _persona(self, name: str, zone: str, person: Person, **facts: object) -> Persona:
        places = facts.pop("places", {zone, self.name})
        shown = facts.pop("people", {zone})
        return Persona(name, zone, person, frozenset(shown), frozenset(places), **facts)

    def _learner(self, name: str, zone: str) -> tuple[str, Persona]:
        person = self.person(zone, place=self.sites.get(zone))
        return name, self._persona(name, zone, person, rows=self.learning(person))

    def _manager(self, name: str) -> tuple[str, Persona]:
        person = self.person("a")
        self.learning(self.person("a", reports_to=person))
        return name, self._persona(name, "a", person)

    def _powerful(
        self, name: str, zone: str, power: str, place: Organisation
    ) -> tuple[str, Persona]:
        person = self.person(zone, place=place if zone != self.name else None)
        GrantFactory(person=person, power=power, organisation=place)
        facts: dict[str, object] = {"power": power}
        everywhere = {self.name, *COMPANIES[self.name]}
        if power == Power.CSO:  # who holds which power in all of the company
            facts |= {"people": everywhere}
        if power in {Power.CSO, Power.PEOPLE_ADMINISTRATOR}:
            facts |= {"places": everywhere}
        if power in {Power.PEOPLE_ADMINISTRATOR, _SUPPLIER}:
            facts |= {"rows": {"run": self.run(person).uuid}}
        return name, self._persona(name, zone, person, **facts)

    def _ex_member(self) -> tuple[str, Persona]:
        """She has left, and nobody has ended her power."""
        person = self.person("a", last_day=reporting_day().replace(year=2025))
        GrantFactory(person=person, power=Power.CSO, organisation=self.root)
        return "ex-member", self._persona("ex-member", "a", person)

    def _half(self, name: str, *, has_factor: bool) -> tuple[str, Persona]:
        """A sustainability lead who has given her password and nothing else."""
        person = self.person("a")
        GrantFactory(person=person, power=Power.CSO, organisation=self.root)
        if has_factor:
            Authenticator.objects.create(
                user=person, type=Authenticator.Type.TOTP, data={"secret": "x"}
            )
        return name, self._persona(name, "a", person, second_factor=True)

    def ids(self) -> set[str]:
        named = {"company", "grant", "run", "study", "attempt", "certificate", "person"}
        named |= {"provider", "identity", "token", "link", "joining", "device", "rule", "hold"}
        named |= {"equivalent"}
        named |= {"enrolment", "proposal"}
        mine = {str(value).lower() for name, value in self.bystander.items() if name in named}
        return mine | {str(place.uuid) for place in self.places.values()}


_SUPPLIER = Power.SUPPLIER_ADMINISTRATOR
_LEADS = {
    "lead": Power.CSO,
    "people administrator": Power.PEOPLE_ADMINISTRATOR,
    "author": Power.AUTHOR,
    "auditor": Power.AUDITOR,
}


def told_by(answer: HttpResponse) -> str:
    """All that an answer says: headers, and its body, also of a file."""
    content = b"".join(answer) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    if not content:
        body = ""
    elif kind == "application/pdf":
        body = printed.text(content)
    elif content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as book:
            body = "\n".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())
    else:
        body = content.decode("utf-8", "replace")
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{heads}\n\n{body}"
