"""Reads the metadata of a SAML provider: who it is, where people are sent, which keys it has."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Saml
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from lms.outbound import Refused, refuse_address

MOST_BYTES = 256 * 1024
MOST_CERTIFICATES = 10
LONGEST_ADDRESS = 500
SIGNING = "./md:KeyDescriptor[not(@use) or @use='signing']//ds:X509Certificate"
LANDING = f"./md:SingleSignOnService[@Binding='{Saml.BINDING_HTTP_REDIRECT}']"


@dataclass(frozen=True)
class Metadata:
    issuer: str
    address: str
    certificates: list[str]


def read(text: str) -> Metadata:
    """What metadata say. Raises ValidationError, in the reader's words.

    The parser takes no document type and no entities, and goes nowhere.
    """
    if len(text.encode()) > MOST_BYTES:
        raise ValidationError(_("This is more than the metadata of one provider."))
    try:
        root = OneLogin_Saml2_XML.to_etree(text.strip().encode())
        entities = OneLogin_Saml2_XML.query(root, "//md:EntityDescriptor[md:IDPSSODescriptor]")
    except Exception as error:
        raise ValidationError(_("This is no XML, or has parts that we do not read.")) from error
    if len(entities) != 1:
        raise ValidationError(
            _("These are not the metadata of one identity provider. Ask for those of your own.")
        )
    role = OneLogin_Saml2_XML.query(entities[0], "./md:IDPSSODescriptor")[0]
    places = OneLogin_Saml2_XML.query(role, LANDING)
    return Metadata(
        issuer=_issuer(entities[0].get("entityID", "")),
        address=_landing(places[0].get("Location", "") if places else ""),
        certificates=_certificates(
            "".join((OneLogin_Saml2_XML.element_text(node) or "").split())
            for node in OneLogin_Saml2_XML.query(role, SIGNING)
        ),
    )


def _issuer(text: str) -> str:
    if not text or len(text) > LONGEST_ADDRESS or not text.isprintable():
        raise ValidationError(_("The metadata name no entity ID."))
    return text


def _landing(address: str) -> str:
    if not address:
        raise ValidationError(
            _("The metadata name no address for signing in by HTTP redirect. Switch that on there.")
        )
    try:
        refuse_address(address)
    except Refused as error:
        raise ValidationError(_("The address for signing in does not begin with https.")) from error
    if len(address) > LONGEST_ADDRESS or not address.isprintable():
        raise ValidationError(_("The address for signing in is too long."))
    return address


def _certificates(texts: object) -> list[str]:
    found = list(dict.fromkeys(texts))[:MOST_CERTIFICATES]  # type: ignore[call-overload]
    if not found or any(last_day(text) is None for text in found):
        raise ValidationError(_("The metadata hold no certificate for signing, or a broken one."))
    if not still_good(found):
        raise ValidationError(
            _("The certificate for signing has expired. Let the provider make a new one.")
        )
    return found


def last_day(certificate: str) -> datetime | None:
    """Until when a certificate is good; none if it is none."""
    try:
        return x509.load_der_x509_certificate(b64decode(certificate)).not_valid_after_utc
    except ValueError:
        return None


def still_good(certificates: list[str]) -> list[str]:
    """Those certificates that have not expired."""
    now = timezone.now()
    return [text for text in certificates if (ends := last_day(text)) and ends > now]
