"""Who may be signed in as on a demonstration: told by the command, and nowhere but there."""

from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from lms.demo import doors
from people.models import Person

PASSWORD = "daylight for everyone"  # noqa: S105 - told to everybody who sees the demo
DOMAIN = "daylight.example"


@dataclass(frozen=True)
class Login:
    """A person of the demo to look through the eyes of."""

    local_part: str
    what: str

    @property
    def email(self) -> str:
        return f"{self.local_part}@{DOMAIN}"


LOGINS = [
    Login("buyer", "Buyer at a supplier, in English: programme B is open, nothing is done"),
    Login("buyer.es", "Buyer in Spanish: programme B is open, nothing is done"),
    Login("buyer.ar", "Buyer in Arabic: programme B is open, nothing is done"),
    Login("manager", "Line manager, learner of programme A"),
    Login("supervisor", "Supervisor at a supplier, learner of programme C"),
    Login("worker", "Worker: programme D, which keeps no record"),
    Login("team", "Manager of eight people: sees who is due and overdue"),
    Login("supplier", "Supplier administrator: sees her own supplier's people only"),
    Login("hr", "People administrator: brings the own workforce in from files"),
    Login("author", "Author: writes, translates and publishes modules"),
    Login("auditor", "Auditor: sees what was done by whom, and can change nothing"),
    Login("cso", "Sustainability lead: sees the figures, never a supplier's people"),
]


def listing() -> list[str]:
    """The demo's log-ins as lines for a terminal; empty where no demo stands."""
    standing = set(
        Person.objects.filter(email__in=[login.email for login in LOGINS]).values_list(
            "email", flat=True
        )
    )
    lines = [f"{login.email:<32}{login.what}" for login in LOGINS if login.email in standing]
    lines += [f"{person.email:<32}{_role(person)}, generated" for person in _generated()]
    return [*lines, f"Password of them all: {PASSWORD}", *doors.listing()] if lines else []


def _generated() -> list[Person]:
    """Generated people who may sign in by password: a handful, whatever the company's size."""
    ours = Person.objects.filter(email__endswith=f"@{DOMAIN}", email__contains=".g")
    rows = ours.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    known = {login.email for login in LOGINS}
    told = rows.order_by("pk").prefetch_related("memberships__roles", "grants")
    return [person for person in told if person.email not in known]


def _role(person: Person) -> str:
    """The powers, or the audience roles of who has none."""
    held = [grant.get_power_display() for grant in person.grants.all() if not grant.ended_at]
    roles = [role for membership in person.memberships.all() for role in membership.roles.all()]
    return ", ".join(map(str, held or roles)).capitalize()
