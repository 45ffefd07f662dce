"""A provider's row as allauth wants to see it: never stored in allauth's own tables."""

from allauth.socialaccount.models import SocialApp

from lms.accounts import secrets
from people.sign_on.models import IdentityProvider


def app_of(row: IdentityProvider) -> SocialApp:
    return SocialApp(
        provider=row.kind,
        provider_id=str(row.uuid),
        name=row.name,
        client_id=row.client_id,
        secret=secrets.decrypt(row.secret) if row.secret else "",
        settings={"server_url": row.issuer},
    )
