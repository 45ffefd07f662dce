"""SAML 2.0, strictly: python3-saml's checks, and those that it leaves to us.

It takes an answer without audience, recipient or time limit for valid, and a recipient that merely
begins like ours. Here the signed assertion itself must say all of them, and which question of ours
it answers; the envelope around it proves nothing.
"""

import time
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as Tree

from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Saml
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from lms.accounts.sign_on import addresses
from lms.accounts.sign_on.arrived import Arrived, as_names, as_number, is_subject
from lms.accounts.sign_on.bridge import app_of
from lms.accounts.sign_on.faults import Fault, Reason
from lms.accounts.sign_on.metadata import still_good
from people.sign_on.models import IdentityProvider

# Of an answer as it is posted, in base64.
LONGEST_ANSWER = 256 * 1024
# How long after its end an assertion is remembered: longer than any clock differs here.
MOST_CLOCK_DRIFT = Saml.ALLOWED_CLOCK_DRIFT
SAFE_SIGNATURES = {
    Saml.RSA_SHA256,
    Saml.RSA_SHA384,
    Saml.RSA_SHA512,
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
}
C14N = {
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
}
# All that SAML lets a signature be made of; anything more is a program of whoever sent it.
ALLOWED = {
    "SignatureMethod": SAFE_SIGNATURES,
    "DigestMethod": {Saml.SHA256, Saml.SHA384, Saml.SHA512},
    "CanonicalizationMethod": C14N,
    "Transform": C14N | {"http://www.w3.org/2000/09/xmldsig#enveloped-signature"},
}
# Who somebody is, said by what passes on to others.
UNSTEADY = {Saml.NAMEID_TRANSIENT, Saml.NAMEID_EMAIL_ADDRESS}

Wrong = OneLogin_Saml2_ValidationError
REASONS = {
    Wrong.STATUS_CODE_IS_NOT_SUCCESS: Reason.REFUSED_THERE,
    Wrong.WRONG_DESTINATION: Reason.WRONG_RECIPIENT,
    Wrong.EMPTY_DESTINATION: Reason.WRONG_RECIPIENT,
    Wrong.WRONG_AUDIENCE: Reason.WRONG_AUDIENCE,
    Wrong.SP_NAME_QUALIFIER_NAME_MISMATCH: Reason.WRONG_AUDIENCE,
    Wrong.WRONG_ISSUER: Reason.WRONG_ISSUER,
    Wrong.ASSERTION_TOO_EARLY: Reason.EXPIRED,
    Wrong.ASSERTION_EXPIRED: Reason.EXPIRED,
    Wrong.SESSION_EXPIRED: Reason.EXPIRED,
    Wrong.NO_SIGNED_ASSERTION: Reason.UNSIGNED,
    Wrong.NO_SIGNATURE_FOUND: Reason.UNSIGNED,
    Wrong.INVALID_SIGNATURE: Reason.WRONG_SIGNATURE,
    Wrong.DEPRECATED_SIGNATURE_METHOD: Reason.WEAK_SIGNATURE,
    Wrong.DEPRECATED_DIGEST_METHOD: Reason.WEAK_SIGNATURE,
    Wrong.NO_NAMEID: Reason.WRONG_SUBJECT,
    Wrong.EMPTY_NAMEID: Reason.WRONG_SUBJECT,
}


class SamlProvider(SAMLProvider):
    """How one is led there, and what is taken from an answer that was proved."""

    def __init__(self, request: HttpRequest, row: IdentityProvider) -> None:
        self.row = row
        super().__init__(request, app=app_of(row))

    def serialize(self) -> dict[str, Any]:
        return {"id": str(self.row.uuid)}

    def lead_there(self, request: HttpRequest, *, asks_anew: bool, **state: Any) -> HttpResponse:
        """An answer whose Location is the provider's own page. Raises Fault."""
        auth = OneLogin_Saml2_Auth(_request_data(self.row), config(self.row))
        address = auth.login(return_to="", force_authn=asks_anew)
        self.stash_redirect_state(request, state_id=auth.get_last_request_id(), **state)
        return HttpResponseRedirect(address)

    def extract_uid(self, data: Arrived) -> str:
        return data.subject

    def extract_extra_data(self, data: Arrived) -> dict[str, Any]:
        return data.as_dict()

    def extract_common_fields(self, data: Arrived) -> dict[str, Any]:
        """Names and addresses that come along are not taken."""
        return {}


def config(row: IdentityProvider) -> dict[str, Any]:
    """What python3-saml must know of both sides. Raises Fault when no certificate is good."""
    certificates = still_good(row.certificates)
    if not certificates:
        raise Fault(Reason.CERTIFICATE)
    return {
        "strict": True,
        "sp": {
            "entityId": addresses.entity_id(row),
            "assertionConsumerService": {
                "url": addresses.acs(row),
                "binding": Saml.BINDING_HTTP_POST,
            },
            "NameIDFormat": Saml.NAMEID_PERSISTENT,
        },
        "idp": {
            "entityId": row.issuer,
            "singleSignOnService": {"url": row.address, "binding": Saml.BINDING_HTTP_REDIRECT},
            "x509certMulti": {"signing": certificates},
        },
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": True,
            "wantAttributeStatement": False,
            "allowRepeatAttributeName": True,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False,
            "allowSingleLabelDomains": True,
        },
    }


def _request_data(row: IdentityProvider) -> dict[str, Any]:
    """The request as python3-saml wants to see it: at our configured address, nowhere else."""
    ours = urlsplit(addresses.acs(row))
    return {
        "https": "on" if ours.scheme == "https" else "off",
        "http_host": ours.netloc,
        "script_name": "",
        "path_info": ours.path,
    }


def prove(row: IdentityProvider, answer: str) -> tuple[Arrived, str]:
    """Who came, by an answer that is proved to be for us, now, and for the first time; and the id
    of the question that it answers. Raises Fault."""
    if not answer or len(answer) > LONGEST_ANSWER:
        raise Fault(Reason.UNREADABLE)
    data = config(row)
    question, response = "", None
    try:
        response = OneLogin_Saml2_Response(OneLogin_Saml2_Settings(data), answer)
        question = str(response.get_in_response_to() or "")
        _refuse_odd_signatures(response)
        response.is_valid(_request_data(row), raise_exceptions=True)
        assertion = _Assertion(row, response)
        arrived = assertion.arrived
    except Exception as error:  # whatever parsers make of a stranger's bytes
        raise Fault(_reason(error, row, response), question) from error
    assertion.use_up()
    return arrived, assertion.question


def _reason(
    error: Exception, row: IdentityProvider, response: OneLogin_Saml2_Response | None
) -> Reason:
    match error:
        case Fault():
            return error.reason
        case OneLogin_Saml2_ValidationError(code=Wrong.WRONG_SUBJECTCONFIRMATION):
            try:
                _confirmation(row, response)
            except Fault as fault:
                return fault.reason
            except ValueError:
                return Reason.UNREADABLE
            return Reason.WRONG_RECIPIENT
        case OneLogin_Saml2_ValidationError():
            return REASONS.get(error.code, Reason.UNREADABLE)
        case OneLogin_Saml2_Error(code=OneLogin_Saml2_Error.PRIVATE_KEY_NOT_FOUND):
            return Reason.ENCRYPTED
    return Reason.UNREADABLE


def _refuse_odd_signatures(response: OneLogin_Saml2_Response) -> None:
    """Before anything of a signature is computed: that it is made of nothing but the allowed."""
    for name, allowed in ALLOWED.items():
        for node in response.document.iter(f"{{{Saml.NS_DS}}}{name}"):
            if node.get("Algorithm") not in allowed:
                raise Fault(Reason.WEAK_SIGNATURE)


def _confirmation(row: IdentityProvider, response: OneLogin_Saml2_Response) -> tuple[str, float]:
    """The question that is answered, and when the assertion ends: of a bearer confirmation that
    names both, and our address exactly. Raises Fault."""
    reason = Reason.WRONG_RECIPIENT
    for node in response._query_assertion("/saml:Subject/saml:SubjectConfirmation"):
        data = node.find("saml:SubjectConfirmationData", namespaces=Saml.NSMAP)
        if node.get("Method") != Saml.CM_BEARER or data is None:
            continue
        question, ends = data.get("InResponseTo"), data.get("NotOnOrAfter")
        if data.get("Recipient") != addresses.acs(row):
            continue
        if not question or question != response.get_in_response_to():
            reason = Reason.UNASKED
        elif not ends or OneLogin_Saml2_Utils.parse_SAML_to_time(ends) <= time.time():
            reason = Reason.EXPIRED
        else:
            return question, float(OneLogin_Saml2_Utils.parse_SAML_to_time(ends))
    raise Fault(reason)


class _Assertion:
    """A signed assertion, and what it says for itself."""

    def __init__(self, row: IdentityProvider, response: OneLogin_Saml2_Response) -> None:
        self.row = row
        self.response = response
        self._refuse_other_destination()
        if not response.get_audiences():
            raise Fault(Reason.WRONG_AUDIENCE)
        self.question, self.ends = _confirmation(row, response)
        self.id = str(response.get_assertion_id())
        if not is_subject(self.subject) or response.get_nameid_format() in UNSTEADY:
            raise Fault(Reason.WRONG_SUBJECT)

    @cached_property
    def subject(self) -> str:
        return str(self.response.get_nameid() or "")

    @cached_property
    def arrived(self) -> Arrived:
        said = self.response.get_attributes()
        claim = self.row.number_claim
        return Arrived(
            subject=self.subject,
            number=as_number(said.get(claim, "")) if claim else "",
            asked_at=self._asked_at(),
            names=as_names(said),
        )

    def use_up(self) -> None:
        """Remember the assertion until nobody would take it any more. Raises Fault."""
        digest = salted_hmac("saml-assertion", f"{self.row.uuid} {self.id}").hexdigest()
        seconds = max(self.ends - time.time(), 0) + 2 * MOST_CLOCK_DRIFT
        if not cache.add(f"assertion-{digest}", True, timeout=seconds):
            raise Fault(Reason.REPLAYED)

    def _refuse_other_destination(self) -> None:
        destination = self.response.document.get("Destination")
        if destination is not None and destination != addresses.acs(self.row):
            raise Fault(Reason.WRONG_RECIPIENT)

    def _asked_at(self) -> float:
        nodes = self.response._query_assertion("/saml:AuthnStatement")
        try:
            said = datetime.fromisoformat(nodes[0].get("AuthnInstant", ""))
        except (IndexError, ValueError):
            return 0
        return min((said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp(), time.time())


def our_metadata(row: IdentityProvider) -> bytes:
    """What a provider has to know about us, as SAML writes it."""
    root = Tree.Element("md:EntityDescriptor", entityID=addresses.entity_id(row))
    root.set("xmlns:md", Saml.NS_MD)
    role = Tree.SubElement(
        root,
        "md:SPSSODescriptor",
        AuthnRequestsSigned="false",
        WantAssertionsSigned="true",
        protocolSupportEnumeration=Saml.NS_SAMLP,
    )
    Tree.SubElement(role, "md:NameIDFormat").text = Saml.NAMEID_PERSISTENT
    Tree.SubElement(
        role,
        "md:AssertionConsumerService",
        Binding=Saml.BINDING_HTTP_POST,
        Location=addresses.acs(row),
        index="0",
        isDefault="true",
    )
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True))
