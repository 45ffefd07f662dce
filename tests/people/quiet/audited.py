"""What of decisions about places is told in the audit log, for tests/test_audited.py."""

from collections.abc import Callable

from people.audit.verbs import Verb
from people.models import Organisation, Person
from people.quiet import actions
from tests.factories import GrantFactory, OrganisationFactory

Deed = Callable[[], object]


def site_and_lead() -> tuple[Organisation, Person]:
    """A supplier's site, and who leads the company above it."""
    site = OrganisationFactory(site=True)
    return site, GrantFactory(organisation=site.parent.parent).person


def pause() -> Deed:
    site, lead = site_and_lead()
    return lambda: actions.pause(site, by=lead)


def resume() -> Deed:
    site, lead = site_and_lead()
    actions.pause(site, by=lead)
    return lambda: actions.resume(site, by=lead)


def restrict() -> Deed:
    site, lead = site_and_lead()
    return lambda: actions.restrict(site, reference="L-7", by=lead)


def open_again() -> Deed:
    site, lead = site_and_lead()
    actions.restrict(site, reference="L-7", by=lead)
    return lambda: actions.open_again(site, reference="L-8", by=lead)


def restrict_country() -> Deed:
    site, lead = site_and_lead()
    company = site.parent.parent
    return lambda: actions.restrict_country(company, "BD", reference="L-7", by=lead)


def open_country() -> Deed:
    site, lead = site_and_lead()
    company = site.parent.parent
    actions.restrict_country(company, "BD", reference="L-7", by=lead)
    return lambda: actions.open_country(company, "BD", reference="L-8", by=lead)


AUDITED: dict[str, tuple[Verb, Callable[[], Deed]]] = {
    "people.pause": (Verb.QUIET_DECIDED, pause),
    "people.resume": (Verb.QUIET_DECIDED, resume),
    "people.restrict": (Verb.PLACE_RESTRICTED, restrict),
    "people.open_again": (Verb.PLACE_OPENED, open_again),
    "people.restrict_country": (Verb.PLACE_RESTRICTED, restrict_country),
    "people.open_country": (Verb.PLACE_OPENED, open_country),
}
