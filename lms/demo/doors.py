"""The demo's ways in without e-mail: a site's join link, and somebody whose pictures are known."""

from datetime import timedelta

from people.calendar import reporting_day
from people.doors import actions, codes, secrets
from people.doors.access import open_links
from people.doors.models import Door
from people.doors.pictures import Picture, written
from people.models import AudienceRole, Membership, Organisation, Person

SITE = "SAVAR"
NAME = "Sok Sreymom"
P = Picture
PICKED = (P.SUN, P.FISH, P.KEY, P.CUP, P.BIRD, P.FISH)
DAYS, PEOPLE = 90, 200


def open_up(administrator: Person) -> None:
    """Let people join a site, and one of its people come in by number and pictures."""
    site = Organisation.objects.get(code=SITE)
    actions.make_link(
        site,
        languages=["bn", "ar", "en"],
        roles=[AudienceRole.SUPERVISOR.value, AudienceRole.WORKER.value],
        most=PEOPLE,
        expires_on=reporting_day() + timedelta(days=DAYS),
        by=administrator,
    )
    membership = Membership.objects.get(organisation=site, person__full_name=NAME)
    door, _ = actions.make_code(membership, by=administrator)
    actions.choose_pictures(door.person, secrets.hash_of(PICKED), code=door.one_time_code)


def listing() -> list[str]:
    """How to come in, as lines for a terminal; empty where no demo stands."""
    links = open_links(reporting_day()).filter(organisation__code=SITE).order_by("pk")
    doors = Door.objects.filter(person__full_name=NAME, closed_at=None).order_by("pk")
    lines = [f"{'/join/ ' + codes.spaced(link.code):<32}Join {link.organisation}" for link in links]
    return lines + [
        f"{'/pin/ ' + codes.spaced(door.number):<32}{NAME}: {written(PICKED)}" for door in doors
    ]
