"""SAML answers as a provider signs them, and in every way that must not be taken."""

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

DS = "http://www.w3.org/2000/09/xmldsig#"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"


@dataclass(frozen=True)
class Key:
    pem: bytes
    certificate_pem: bytes
    certificate: str  # base64, in one line

    @classmethod
    def new(cls, *, days: int = 30) -> "Key":
        """A key with a certificate that is good for so many days; less than 0: it has expired."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Tests")])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=400))
            .not_valid_after(now + timedelta(days=days))
            .sign(key, hashes.SHA256())
        )
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        der = made.public_bytes(serialization.Encoding.DER)
        return cls(
            pem,
            made.public_bytes(serialization.Encoding.PEM),
            base64.b64encode(der).decode(),
        )


@dataclass(frozen=True)
class Answer:
    """What an answer says; `replace` one thing to forge it."""

    issuer: str
    audience: str
    acs: str
    question: str
    subject: str = "u-1001"
    subject_format: str = PERSISTENT
    destination: str | None = ""  # the acs, unless given; None: left out
    recipient: str | None = ""
    assertion_question: str | None = ""
    seconds: int = 300
    began: int = -10
    number: str = "E-1001"
    id: str = ""
    status: str = "Success"
    conditions: str | None = ""

    def but(self, **changes: object) -> "Answer":
        return replace(self, **changes)

    def assertion(self) -> etree._Element:
        def at(seconds: int) -> str:
            return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")

        recipient = self.acs if self.recipient == "" else self.recipient
        question = self.question if self.assertion_question == "" else self.assertion_question
        audience = (
            f"<saml:AudienceRestriction><saml:Audience>{self.audience}</saml:Audience>"
            "</saml:AudienceRestriction>"
            if self.audience
            else ""
        )
        confirmation = f'NotOnOrAfter="{at(self.seconds)}"'
        confirmation += f' Recipient="{recipient}"' if recipient else ""
        confirmation += f' InResponseTo="{question}"' if question else ""
        return etree.fromstring(
            f'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0"'
            f' ID="{self.id or "_a" + uuid4().hex}" IssueInstant="{at(0)}">'
            f"<saml:Issuer>{self.issuer}</saml:Issuer>"
            f'<saml:Subject><saml:NameID Format="{self.subject_format}">{self.subject}'
            "</saml:NameID>"
            f'<saml:SubjectConfirmation Method="{BEARER}">'
            f"<saml:SubjectConfirmationData {confirmation}/></saml:SubjectConfirmation>"
            f"</saml:Subject>"
            f'<saml:Conditions NotBefore="{at(self.began)}" NotOnOrAfter="{at(self.seconds)}">'
            f"{audience}</saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{at(0)}" SessionIndex="_s1"><saml:AuthnContext>'
            "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
            "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
            '<saml:AttributeStatement><saml:Attribute Name="employeeNumber">'
            f"<saml:AttributeValue>{self.number}</saml:AttributeValue></saml:Attribute>"
            "</saml:AttributeStatement></saml:Assertion>"
        )

    def response(self, *assertions: etree._Element) -> etree._Element:
        destination = self.acs if self.destination == "" else self.destination
        given = f' Destination="{destination}"' if destination else ""
        given += f' InResponseTo="{self.question}"' if self.question else ""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        root = etree.fromstring(
            '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
            f' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r{uuid4().hex}"'
            f' Version="2.0" IssueInstant="{now}"{given}><saml:Issuer>{self.issuer}</saml:Issuer>'
            "<samlp:Status><samlp:StatusCode"
            f' Value="urn:oasis:names:tc:SAML:2.0:status:{self.status}"/></samlp:Status>'
            "</samlp:Response>"
        )
        root.extend(assertions)
        return root

    def signed(self, key: Key, *, sha1: bool = False) -> str:
        """As a provider posts it: one signed assertion in an envelope."""
        return packed(self.response(sign(self.assertion(), key, sha1=sha1)))


def sign(element: etree._Element, key: Key, *, sha1: bool = False) -> etree._Element:
    """Sign an element as SAML wants it: enveloped, by its id, with the certificate beside it."""
    method = xmlsec.Transform.RSA_SHA1 if sha1 else xmlsec.Transform.RSA_SHA256
    digest = xmlsec.Transform.SHA1 if sha1 else xmlsec.Transform.SHA256
    node = xmlsec.template.create(element, xmlsec.Transform.EXCL_C14N, method, ns="ds")
    element.insert(1, node)
    reference = xmlsec.template.add_reference(node, digest, uri=f"#{element.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(node))
    xmlsec.tree.add_ids(element, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(key.pem, xmlsec.KeyFormat.PEM)
    context.key.load_cert_from_memory(key.certificate_pem, xmlsec.KeyFormat.PEM)
    context.sign(node)
    return element


def packed(element: etree._Element | bytes) -> str:
    text = element if isinstance(element, bytes) else etree.tostring(element)
    return base64.b64encode(text).decode()
