"""What the tests of ways in begin with: a site, who looks after it, a link, somebody who joined."""

from datetime import timedelta
from uuid import uuid4

from django.test import Client

from people.calendar import reporting_day
from people.doors import actions, secrets
from people.doors.models import Joining, JoinLink
from people.doors.pictures import Picked, Picture
from people.models import AudienceRole, Organisation, Person, Power
from tests.factories import GrantFactory, OrganisationFactory

P = Picture
PICKED: Picked = (P.FISH, P.SUN, P.FISH, P.KEY, P.BIRD, P.CUP)
OTHERS: Picked = (P.CUP, P.SUN, P.FISH, P.KEY, P.BIRD, P.FISH)
ROW: Picked = (P.SUN, P.TREE, P.FISH, P.HOUSE, P.BOAT, P.KEY)


def site_with_administrator() -> tuple[Organisation, Person]:
    site = OrganisationFactory(site=True)
    power = Power.SUPPLIER_ADMINISTRATOR
    grant = GrantFactory(person__full_name="Zarina Haque", power=power, organisation=site.parent)
    return site, grant.person


def link_to(site: Organisation, by: Person, **facts: object) -> JoinLink:
    said = {
        "languages": ["bn", "ar", "en"],
        "roles": [AudienceRole.WORKER.value],
        "most": 20,
        "expires_on": reporting_day() + timedelta(days=30),
    }
    return actions.make_link(site, **(said | facts), by=by)


def joined(link: JoinLink, name: str = "Siti", picked: Picked = PICKED) -> Joining:
    return actions.join_by_link(
        link, uuid=uuid4(), full_name=name, language="en", pictures=secrets.hash_of(picked)
    )


def pick(client: Client, address: str, picked: Picked, **more: str):
    """All six at once, as a browser with JavaScript sends them."""
    return client.post(address, {"picked": "-".join(picked)} | more)


def sign_in(client: Client, number: str, picked: Picked):
    client.post("/pin/", {"number": number})
    return pick(client, "/pin/pictures/", picked)
