"""The factories make what they say."""

import pytest

from tests import documents
from tests.factories import EnrolmentFactory, GrantFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_completed_enrolment_has_a_completion():
    assert EnrolmentFactory(completed=True).completion
    assert not hasattr(EnrolmentFactory(), "completion")


def test_a_site_hangs_below_a_supplier_below_a_company():
    site = OrganisationFactory(site=True)

    assert [site.kind, site.parent.kind, site.parent.parent.kind] == ["site", "supplier", "company"]
    assert site.path.startswith(site.parent.parent.path)


def test_supplier_staff_are_supervisors_at_a_site():
    membership = MembershipFactory(supplier_staff=True)

    assert membership.organisation.kind == "site"
    assert [held.role for held in membership.roles.all()] == ["supervisor"]


def test_a_grant_reaches_over_a_company():
    assert GrantFactory().organisation.kind == "company"


def test_the_small_module_holds_every_kind_of_item():
    kinds = {item["kind"] for item in documents.items()}

    assert kinds == {"single", "multiple", "true_false", "ordering", "matching"}
