"""Hanging organisations, adding people, and giving powers."""

import pytest

from people import actions
from people.events import power_granted
from people.models import Organisation, Person, Power
from people.names import NameNotPrintable
from tests.factories import NAMES, GrantFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_an_organisation_knows_its_way_from_the_root_and_its_branch():
    site = OrganisationFactory(site=True)
    supplier, company = site.parent, site.parent.parent

    assert site.path == f"{company.pk}.{supplier.pk}.{site.pk}."
    assert (site.branch, supplier.branch, company.branch) == (supplier, supplier, None)


def test_under_an_organisation_are_itself_and_its_own_descendants_only():
    site = OrganisationFactory(site=True)
    OrganisationFactory(site=True)

    under = Organisation.objects.under(site.parent)

    assert set(under) == {site.parent, site}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_as_it_is_written(name):
    person = PersonFactory(full_name=name)

    assert Person.objects.get(pk=person.pk).full_name == name


def test_a_name_that_cannot_be_printed_is_refused():
    with pytest.raises(NameNotPrintable):
        actions.add_person(full_name="Amina\nRahman")

    assert not Person.objects.exists()


def test_nobody_signs_in_by_password_as_a_person_without_one():
    assert not PersonFactory(without_email=True).has_usable_password()


def test_a_power_granted_twice_is_granted_and_announced_once():
    heard = []

    def listen(sender, grant, **rest):
        heard.append(grant)

    power_granted.connect(listen)
    grant = GrantFactory(power=Power.CSO)

    again = actions.grant(grant.person, Power.CSO, grant.organisation, by=None)
    power_granted.disconnect(listen)

    assert again == grant
    assert heard == [grant]


def test_a_language_is_remembered():
    person = PersonFactory()

    actions.choose_language(person, "ar")

    assert Person.objects.get().language == "ar"
