"""Our own addresses, as a provider has to know them: of BASE_URL, whatever a request says."""

from django.conf import settings
from django.urls import reverse

from people.sign_on.models import IdentityProvider


def ours(name: str, provider: IdentityProvider) -> str:
    """The whole address of that name for a provider."""
    return f"{settings.BASE_URL}{reverse(name, args=[provider.uuid])}"


def door(provider: IdentityProvider) -> str:
    """The address that an organisation gives to its people."""
    return f"{settings.BASE_URL}{reverse('sign-on-door', args=[provider.door])}"


def callback(provider: IdentityProvider) -> str:
    """Where OpenID Connect comes back to."""
    return ours("sign-on-callback", provider)


def acs(provider: IdentityProvider) -> str:
    """Where SAML's answers are posted."""
    return ours("sign-on-acs", provider)


def entity_id(provider: IdentityProvider) -> str:
    """What SAML calls us; our metadata are under the same address."""
    return ours("sign-on-metadata", provider)
