"""Walking through a sign-in by SAML, step by step; and metadata of a provider."""

import base64
import zlib
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse
from lxml import etree

from lms.accounts.sign_on import addresses
from tests.providers.answers import Answer, Key

ISSUER = "https://id.example.org/saml"


KEY = Key.new()


STRANGERS = Key.new()


def set_out(client, provider, **form):
    """Begin at the door. Returns an honest answer to what the provider is asked."""
    answer = client.post(reverse("sign-on-door", args=[provider.door]), form)
    return answer_to(provider, answer["Refresh"])


def answer_to(provider, led):
    query = parse_qs(urlsplit(led.removeprefix("0; url=")).query)
    asked = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15))
    assert asked.get("AssertionConsumerServiceURL") == addresses.acs(provider)
    return Answer(
        issuer=provider.issuer,
        audience=addresses.entity_id(provider),
        acs=addresses.acs(provider),
        question=asked.get("ID"),
    )


def post(client, provider, answer, **more):
    """What the provider's page posts: without our session, as browsers do. Then our own page."""
    session = client.cookies.pop("sessionid", None)
    address = reverse("sign-on-acs", args=[provider.uuid])
    posted = client.post(address, {"SAMLResponse": answer} | more)
    if session:
        client.cookies["sessionid"] = session.value
    return client.get(posted["Location"]) if posted.status_code == 302 else posted


def described(
    *,
    certificate=KEY.certificate,
    binding="HTTP-Redirect",
    at="https://id.example.org/sso",
    more="",
):
    return (
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
        f' xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{ISSUER}">{more}'
        '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>'
        f"{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        f'<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:{binding}"'
        f' Location="{at}"/></md:IDPSSODescriptor></md:EntityDescriptor>'
    )
