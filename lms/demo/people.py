"""Seats the demo's cast: organisations, people, leave and powers, each by its action."""

from datetime import date, timedelta

from lms.demo import cards
from lms.demo.cast import DHAKA, TEAMS, TREE, Part, Role
from lms.demo.company import FOUNDED, key, lead_company
from lms.demo.logins import DOMAIN
from people import actions
from people.calendar import reporting_day
from people.models import (
    OWN_WORKFORCE,
    AudienceRole,
    Membership,
    Organisation,
    Person,
    Power,
    WorkforceType,
)
from people.privacy import notices

ROLES = {
    "m": AudienceRole.MANAGER,
    "p": AudienceRole.PROCUREMENT,
    "s": AudienceRole.SUPERVISOR,
    "w": AudienceRole.WORKER,
}
LEAVE_BEGAN_AGO = 40
LEAVE_DAYS = 120
LEFT_AGO = 12


def organisations() -> dict[str, Organisation]:
    """The demo's tree by short names, made below the lead company."""
    made = {"company": lead_company()}
    for node in TREE:
        made[node.name] = actions.add_organisation(
            kind=node.kind,
            name=node.title,
            parent=made[node.above],
            started_on=FOUNDED,
            country=node.country,
            time_zone=node.time_zone,
            tier=node.tier,
            risk_band=node.risk_band,
            code=node.name.upper(),
            uuid=key("tree", node.name),
        )
    cards.give_cards(made["company"])
    return made


def seat(tree: dict[str, Organisation], today: date) -> list[tuple[Role, Person]]:
    """Add the cast, in order: whom somebody reports to has been added before."""
    known: dict[str, Person] = {}
    seated: list[tuple[Role, Person]] = []
    for team in TEAMS:
        for role in team.people:
            number = len(seated) + 1
            person = _person(role, number, tree[team.site], role.language or team.language)
            boss = known.get(team.boss)
            membership = _join(role, number, person, tree[team.site], boss, today)
            if role.part is Part.AWAY:
                began_on = today - timedelta(days=LEAVE_BEGAN_AGO)
                until = began_on + timedelta(days=LEAVE_DAYS)
                actions.record_leave(membership, started_on=began_on, ended_on=until)
            if role.login:
                known[role.login] = person
            seated.append((role, person))
    _give_powers(tree, known)
    return seated


def _person(role: Role, number: int, site: Organisation, language: str) -> Person:
    # On the shop floor hardly anybody has an address.
    has_address = role.login or ("w" not in role.roles and site.time_zone != DHAKA)
    return actions.add_person(
        full_name=role.name,
        latin_name=role.latin,
        email=f"{role.login or f'person{number}'}@{DOMAIN}" if has_address else "",
        language=language,
        time_zone=site.time_zone,
        is_active=role.part is not Part.LEFT,
        is_test=role.part is Part.TEST,
        uuid=key("person", number),
        notice_version=notices.VERSION,
        notice_read_on=reporting_day(),
    )


def _join(
    role: Role, number: int, person: Person, site: Organisation, boss: Person | None, today: date
) -> Membership:
    branch = site.branch or site
    return actions.join(
        person,
        site,
        workforce_type=_workforce_type(number, is_own=branch.kind == Organisation.Kind.UNIT),
        started_on=date(2016 + number % 8, 1 + number % 12, 1 + number % 28),
        roles=[ROLES[letter] for letter in role.roles],
        employee_number=f"LG-{number:04}",
        reports_to=boss,
        is_decision_maker=role.decides,
        last_day=today - timedelta(days=LEFT_AGO) if role.part is Part.LEFT else None,
    )


def _workforce_type(number: int, *, is_own: bool) -> str:
    """Every ninth of the own people comes from an agency."""
    if not is_own:
        return WorkforceType.SUPPLIER_STAFF
    return OWN_WORKFORCE[1] if number % 9 == 0 else OWN_WORKFORCE[0]


def _give_powers(tree: dict[str, Organisation], known: dict[str, Person]) -> None:
    lead = known["cso"]
    actions.grant(lead, Power.CSO, tree["company"], by=None)
    actions.grant(known["auditor"], Power.AUDITOR, tree["company"], by=lead)
    actions.grant(known["author"], Power.AUTHOR, tree["company"], by=lead)
    actions.grant(known["hr"], Power.PEOPLE_ADMINISTRATOR, tree["company"], by=lead)
    actions.grant(known["supplier"], Power.SUPPLIER_ADMINISTRATOR, tree["meghla"], by=lead)
    for who in [lead, *(known[name] for name in ("auditor", "author", "hr", "supplier"))]:
        actions.accept_undertaking(who)
