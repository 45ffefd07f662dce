"""SAML: answers that are forged, or meant for others, are refused and told."""

import base64

import pytest
from lxml import etree

from lms.accounts.sign_on import addresses
from tests.providers.answers import packed, sign
from tests.sign_on.openid import is_in, told
from tests.sign_on.saml.walking import KEY, STRANGERS, post, set_out

pytestmark = pytest.mark.django_db

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"


DS = "{http://www.w3.org/2000/09/xmldsig#}"


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


def with_a_program(answer):
    """A transform is computed before the signature is known to be right."""
    signed = sign(answer.assertion(), KEY)
    transform = signed.find(f".//{DS}Transform")
    transform.set("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")
    return packed(answer.response(signed))


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
    with_a_program: {"weak-signature"},
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
