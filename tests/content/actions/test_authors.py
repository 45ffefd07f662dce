"""Who comes into the CMS."""

import pytest

from people import actions as people
from people.models import Power
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_an_author_may_use_the_cms():
    person = PersonFactory()

    people.grant(person, Power.AUTHOR, OrganisationFactory(), by=None)

    assert person.has_perm("wagtailadmin.access_admin")
    assert person.has_perm("wagtail_localize.submit_translation")


@pytest.mark.parametrize("power", [Power.CSO, Power.SUPPLIER_ADMINISTRATOR])
def test_no_other_power_opens_the_cms(power):
    person = PersonFactory()

    people.grant(person, power, OrganisationFactory(), by=None)

    assert not person.has_perm("wagtailadmin.access_admin")


def test_a_suppliers_author_does_not_come_in():
    person = PersonFactory()

    people.grant(person, Power.AUTHOR, OrganisationFactory(supplier=True), by=None)

    assert not person.has_perm("wagtailadmin.access_admin")
