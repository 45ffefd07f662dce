"""SAML: an answer that is signed, for us, now, and asked for signs in; every other is refused."""

import base64
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from lxml import etree

from lms.accounts.sign_on import addresses, metadata
from lms.accounts.sign_on.outcomes import TRIAL
from people.audit.models import AuditEvent
from people.sign_on import actions
from people.sign_on.models import Identity
from tests.factories import IdentityProviderFactory, MembershipFactory, administrator_of
from tests.providers.answers import Answer, Key, packed, sign

pytestmark = pytest.mark.django_db

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
ISSUER = "https://id.example.org/saml"
KEY = Key.new()
STRANGERS = Key.new()


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


def is_in(client):
    return "_auth_user_id" in client.session


def told():
    return [event.facts.get("reason") for event in AuditEvent.objects.filter(verb="sign-in-failed")]


def test_who_is_known_signs_in_and_is_led_to_where_she_was_going(client, provider, amina):
    client.get("/account/login/")
    before = client.session.session_key
    answer = set_out(client, provider, next="/concern/")

    came = post(client, provider, answer.signed(KEY), RelayState="https://evil.example/")

    assert (came.status_code, came["Location"]) == (302, "/concern/")
    assert client.session["_auth_user_id"] == str(amina.pk)
    assert client.session.session_key != before


def test_an_employee_number_finds_its_person(client, provider):
    amina = MembershipFactory(organisation=provider.organisation, employee_number="E-1001").person

    post(client, provider, set_out(client, provider).signed(KEY))

    assert client.session["_auth_user_id"] == str(amina.pk)
    assert Identity.objects.get().way == "number"


WRONG = {
    "another audience": ({"audience": "https://else.example"}, "wrong-audience"),
    "no audience": ({"audience": ""}, "wrong-audience"),
    "another recipient": ({"recipient": "https://else.example/acs"}, "wrong-recipient"),
    "no recipient": ({"recipient": None}, "wrong-recipient"),
    "another destination": ({"destination": "https://else.example/acs"}, "wrong-recipient"),
    "another issuer": ({"issuer": "https://else.example"}, "wrong-issuer"),
    "expired": ({"seconds": -600, "began": -1200}, "expired"),
    "just expired": ({"seconds": -5, "began": -1200}, "expired"),
    "not yet valid": ({"began": 600, "seconds": 1200}, "expired"),
    "another question": ({"question": "_somebody-elses"}, "lost"),
    "no question": ({"question": ""}, "unasked"),
    "a question in the envelope alone": ({"assertion_question": None}, "unasked"),
    "another question inside": ({"assertion_question": "_else"}, "unasked"),
    "refused there": ({"status": "Responder"}, "refused-there"),
    "a transient id": (
        {"subject_format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"},
        "wrong-subject",
    ),
    "an e-mail address": (
        {"subject_format": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"},
        "wrong-subject",
    ),
    "no subject": ({"subject": ""}, "wrong-subject"),
    "a long subject": ({"subject": "u" * 256}, "wrong-subject"),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_answer_that_says_something_else_is_refused(client, provider, amina, name):
    changes, reason = WRONG[name]
    answer = set_out(client, provider).but(**changes)

    came = post(client, provider, answer.signed(KEY))

    assert came.status_code == 422
    assert (is_in(client), told()) == (False, [reason])


def test_a_recipient_that_begins_or_ends_like_ours_is_another(client, provider, amina):
    acs = addresses.acs(provider)
    for near in (f"{acs}x", f"https://else.example/?{acs}", acs.rstrip("/")):
        answer = set_out(client, provider)
        post(client, provider, answer.but(recipient=near).signed(KEY))
        answer = set_out(client, provider)
        post(client, provider, answer.but(destination=near).signed(KEY))

    assert (is_in(client), set(told())) == (False, {"wrong-recipient"})


def test_an_answer_is_good_once(client, provider, amina):
    answer = set_out(client, provider).signed(KEY)
    post(client, provider, answer)
    assert is_in(client)
    client.logout()

    post(client, provider, answer)

    assert (is_in(client), told()) == (False, ["replayed"])


def test_an_assertion_is_good_once_in_whatever_envelope(client, provider, amina):
    answer = set_out(client, provider).but(id="_the-same")
    post(client, provider, answer.signed(KEY))
    client.logout()
    again = set_out(client, provider).but(id="_the-same")

    post(client, provider, again.signed(KEY))

    assert (is_in(client), told()) == (False, ["replayed"])


def test_an_answer_in_another_browser_is_refused(client, provider, amina):
    answer = set_out(client, provider)
    other = Client()

    came = post(other, provider, answer.signed(KEY))

    assert came.status_code == 422
    assert (is_in(other), told()) == (False, ["lost"])


def test_the_page_after_the_answer_is_good_once_and_for_nobody_else(client, provider, amina):
    answer = set_out(client, provider)
    post(client, provider, answer.signed(KEY))
    kept = client.cookies["sign-on-answer"]
    client.logout()
    client.cookies["sign-on-answer"] = kept.value
    finish = reverse("sign-on-acs-finish", args=[provider.uuid])

    assert client.get(finish).status_code == 422
    assert not is_in(client)
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", finish)


def test_another_tenants_provider_cannot_answer_for_this_one(client, provider, amina):
    other = IdentityProviderFactory(
        kind="saml", issuer=ISSUER, certificates=[STRANGERS.certificate]
    )
    answer = set_out(client, provider)
    post(client, provider, answer.signed(STRANGERS))
    # Its own answer to a question of ours, at its own address.
    ours = answer_to_both(answer, other)
    post(client, other, ours.signed(STRANGERS))
    # Its own question and answer: the subject is nobody's there.
    post(client, other, set_out(client, other).signed(STRANGERS))

    assert (is_in(client), told()) == (False, ["wrong-signature", "lost", "unknown"])


def answer_to_both(answer, other):
    return answer.but(audience=addresses.entity_id(other), acs=addresses.acs(other))


def unsigned(answer):
    return packed(answer.response(answer.assertion()))


def strangers(answer):
    return answer.signed(STRANGERS)


def only_the_envelope(answer):
    return packed(sign(answer.response(answer.assertion()), KEY))


def sha1(answer):
    return answer.signed(KEY, sha1=True)


def changed_afterwards(answer):
    signed = sign(answer.assertion(), KEY)
    signed.find(f".//{SAML}NameID").text = "u-9"
    return packed(answer.response(signed))


def wrapped_before(answer):
    """XSW: a forged assertion before the signed one."""
    return packed(answer.response(answer.but(subject="u-9").assertion(), sign_good(answer)))


def wrapped_after(answer):
    return packed(answer.response(sign_good(answer), answer.but(subject="u-9").assertion()))


def sign_good(answer):
    return sign(answer.but(subject="u-good").assertion(), KEY)


def wrapped_inside(answer):
    """XSW: the signed assertion inside of a forged one's signature."""
    good, forged = sign_good(answer), answer.but(subject="u-1001").assertion()
    signature = good.find(f"{DS}Signature")
    forged.insert(1, signature)
    etree.SubElement(signature, f"{DS}Object").append(good)
    return packed(answer.response(forged))


def wrapped_with_the_same_id(answer):
    good = sign_good(answer)
    forged = answer.but(subject="u-1001", id=good.get("ID")).assertion()
    forged.insert(1, good.find(f"{DS}Signature"))
    root = answer.response(forged)
    extension = etree.Element("{urn:oasis:names:tc:SAML:2.0:protocol}Extensions")
    extension.append(good)
    root.insert(1, extension)
    return packed(root)


def with_a_document_type(answer):
    text = base64.b64decode(answer.signed(KEY)).decode()
    return packed(f'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>{text}'.encode())


def with_a_bomb(answer):
    text = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><r>&b;</r>'
    return packed(text.encode())


FORGED = {
    unsigned: {"unsigned"},
    strangers: {"wrong-signature"},
    only_the_envelope: {"unsigned"},
    sha1: {"weak-signature"},
    changed_afterwards: {"wrong-signature"},
    wrapped_before: {"unreadable"},
    wrapped_after: {"unreadable"},
    wrapped_inside: {"unreadable", "wrong-signature"},
    wrapped_with_the_same_id: {"unreadable", "wrong-signature"},
    with_a_document_type: {"unreadable"},
    with_a_bomb: {"unreadable"},
    lambda answer: "": {"unreadable"},
    lambda answer: "%%%": {"unreadable"},
    lambda answer: packed(b"<r/>"): {"unreadable"},
    lambda answer: "A" * 300_000: {"unreadable"},
}


@pytest.mark.parametrize("forge", FORGED)
def test_a_forged_answer_is_refused(client, provider, amina, forge):
    came = post(client, provider, forge(set_out(client, provider)))

    assert came.status_code == 422
    assert not is_in(client)
    assert set(told()) <= FORGED[forge]
    assert len(told()) == 1


def test_a_comment_in_the_subject_cuts_nothing_off(client, provider, amina):
    """The signature does not cover comments: the subject is its whole text, or nobody's."""
    answer = set_out(client, provider).but(subject="u-1001.evil")
    signed = etree.tostring(answer.response(sign(answer.assertion(), KEY)))

    post(client, provider, packed(signed.replace(b"u-1001.evil", b"u-1001<!-- -->.evil")))

    assert (is_in(client), told()) == (False, ["unknown"])


def test_an_expired_certificate_signs_nothing(client, provider, amina):
    answer = set_out(client, provider)
    old = Key.new(days=-1)
    type(provider).objects.update(certificates=[old.certificate])

    came = post(client, provider, answer.signed(old))

    assert (is_in(client), told()) == (False, ["certificate"])
    assert came.status_code == 422
    assert client.post(reverse("sign-on-door", args=[provider.door])).status_code == 422


def test_after_a_change_of_keys_old_and_new_count(client, provider, amina):
    type(provider).objects.update(certificates=[STRANGERS.certificate, KEY.certificate])

    post(client, provider, set_out(client, provider).signed(KEY))

    assert is_in(client)


def test_our_addresses_are_of_the_settings_not_of_the_request(client, provider, amina, settings):
    settings.ALLOWED_HOSTS = ["*"]
    answer = set_out(client, provider)
    evil = answer.but(acs=answer.acs.replace("testserver", "evil.example"))
    address = reverse("sign-on-acs", args=[provider.uuid])

    client.post(address, {"SAMLResponse": evil.signed(KEY)}, headers={"host": "evil.example"})
    client.get(reverse("sign-on-acs-finish", args=[provider.uuid]))

    assert (is_in(client), told()) == (False, ["wrong-recipient"])


def test_a_test_signs_nobody_in_connects_nobody_and_shows_what_came(client, provider, amina):
    by = provider.made_by
    client.force_login(by)
    actions.turn_off(provider, by=by)
    led = client.post(reverse("sign-on-test", args=[provider.uuid]))

    came = post(client, provider, answer_to(provider, led["Refresh"]).signed(KEY))

    assert came["Location"] == reverse("sign-on-provider", args=[provider.uuid])
    page = client.get(came["Location"]).text
    assert "It works" in page
    assert "u-1001" in page
    assert "E-1001" in page
    assert "employeeNumber" in page
    assert client.session["_auth_user_id"] == str(by.pk)
    assert Identity.objects.count() == 1


def test_a_failed_test_says_why_at_its_place(client, provider):
    client.force_login(provider.made_by)
    led = client.post(reverse("sign-on-test", args=[provider.uuid]))
    answer = answer_to(provider, led["Refresh"]).but(audience="https://else.example")

    came = post(client, provider, answer.signed(KEY))

    assert came["Location"] == reverse("sign-on-provider", args=[provider.uuid])
    assert "meant for another application" in client.get(came["Location"]).text
    assert told() == []


def test_a_test_of_settings_that_were_changed_meanwhile_does_not_count(client, provider):
    by = provider.made_by
    client.force_login(by)
    led = client.post(reverse("sign-on-test", args=[provider.uuid]))
    actions.change(provider, by=by, number_claim="another")

    post(client, provider, answer_to(provider, led["Refresh"]).signed(KEY))

    provider.refresh_from_db()
    assert provider.passed_at is None
    assert client.session[TRIAL]["reason"] == "lost"


def test_who_lost_the_right_meanwhile_has_tested_nothing(client, provider):
    by = administrator_of(provider.organisation)
    client.force_login(by)
    row = actions.change(provider, by=by, number_claim="another")
    led = client.post(reverse("sign-on-test", args=[provider.uuid]))
    by.grants.update(ended_at="2026-01-01T00:00:00Z")

    post(client, provider, answer_to(provider, led["Refresh"]).signed(KEY))

    row.refresh_from_db()
    assert row.passed_at is None


# --- metadata ------------------------------------------------------------------------------


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


def test_metadata_say_who_where_and_with_which_keys():
    read = metadata.read(f"<?xml version='1.0'?>\n{described()}")

    assert read == metadata.Metadata(ISSUER, "https://id.example.org/sso", [KEY.certificate])


BAD = {
    "no XML": ("hello", "no XML"),
    "a document type": (f"<!DOCTYPE r>{described()}", "no XML"),
    "an entity": (f'<!DOCTYPE r [<!ENTITY x "y">]>{described(more="&x;")}', "no XML"),
    "a far entity": ('<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r/>', "no XML"),
    "something else": ("<r/>", "not the metadata of one"),
    "two of them": (f"<r>{described()}{described()}</r>", "not the metadata of one"),
    "no redirect": (described(binding="HTTP-POST"), "by HTTP redirect"),
    "script": (described(at="javascript:alert(1)"), "https"),
    "no certificate": (described(certificate=""), "no certificate"),
    "a broken certificate": (described(certificate="AAAA"), "no certificate"),
    "an old certificate": (described(certificate=Key.new(days=-1).certificate), "has expired"),
    "too much": (" " * 300_000, "more than the metadata"),
}


@pytest.mark.parametrize("name", BAD)
def test_metadata_that_are_of_no_use_are_refused_in_words(name):
    text, words = BAD[name]

    with pytest.raises(ValidationError, match=words):
        metadata.read(text)


def test_our_own_metadata_are_read_by_others(client, provider):
    said = client.get(reverse("sign-on-metadata", args=[provider.uuid]))

    root = etree.fromstring(said.content)
    assert root.get("entityID") == addresses.entity_id(provider)
    service = root.find(".//{urn:oasis:names:tc:SAML:2.0:metadata}AssertionConsumerService")
    assert service.get("Location") == addresses.acs(provider)
    assert said["Content-Type"] == "application/samlmetadata+xml"
