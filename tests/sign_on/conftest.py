"""An honest issuer of the test's own, a provider that trusts it, and somebody whom it knows."""

import pytest

from people.sign_on.models import Identity
from tests.factories import (
    IdentityProviderFactory,
    MembershipFactory,
)
from tests.providers.issuer import issuing


@pytest.fixture(scope="module")
def honest():
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def issuer(honest):
    """The same server, honest again for each test."""
    honest.be_honest()
    return honest


@pytest.fixture
def provider(issuer):
    return IdentityProviderFactory(issuer=issuer.url, number_claim="employee_number")


@pytest.fixture
def amina(provider):
    """Somebody whom the provider knows as u-1001."""
    person = MembershipFactory(organisation=provider.organisation).person
    Identity.objects.create(provider=provider, person=person, subject="u-1001", way="signed-in")
    return person
