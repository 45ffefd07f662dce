"""A provider of SAML, and somebody whom it knows."""

import pytest

from people.sign_on.models import Identity
from tests.factories import IdentityProviderFactory, MembershipFactory
from tests.sign_on.saml.walking import ISSUER, KEY


@pytest.fixture
def provider():
    return IdentityProviderFactory(
        kind="saml",
        issuer=ISSUER,
        address="https://id.example.org/sso",
        certificates=[KEY.certificate],
        number_claim="employeeNumber",
    )


@pytest.fixture
def amina(provider):
    """Somebody whom the provider knows as u-1001."""
    person = MembershipFactory(organisation=provider.organisation).person
    Identity.objects.create(provider=provider, person=person, subject="u-1001", way="signed-in")
    return person
