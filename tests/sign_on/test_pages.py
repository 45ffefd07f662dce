"""The pages on which single sign-on is set up, and one's own work sign-ins."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.accounts import secrets
from people.models import Power
from people.sign_on.models import Identity, IdentityProvider
from tests.factories import (
    GrantFactory,
    IdentityProviderFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    administrator_of,
)
from tests.providers.issuer import issuing
from tests.sign_on.saml.walking import KEY, STRANGERS, described

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return OrganisationFactory(name="Larkfield Goods")


@pytest.fixture
def client(client, company):
    """Somebody who looks after the company's people."""
    client.force_login(administrator_of(company))
    return client


def page(name, row):
    return reverse(name, args=[row.uuid])


def begin(client, company, kind="oidc"):
    facts = {"organisation": company.uuid, "kind": kind, "name": "Larkfield account"}
    answer = client.post(reverse("sign-on-add"), facts)
    row = IdentityProvider.objects.get(made_by=answer.wsgi_request.user, kind=kind)
    assert answer["Location"] == page("sign-on-provider", row)
    return row


def test_one_begins_with_a_name_and_sees_what_the_other_side_needs(client, company, settings):
    settings.BASE_URL = "https://daylight.example.org"

    for kind, ends in (("oidc", ["callback"]), ("saml", ["metadata", "acs"])):
        row = begin(client, company, kind)
        shown = client.get(page("sign-on-provider", row)).text
        for end in ends:
            assert f"https://daylight.example.org/account/sign-on/{row.uuid}/{end}/" in shown
        assert "Test it now" not in shown
        assert "/account/login/at/" not in shown


@pytest.mark.parametrize("place", ["a supplier", "another company"])
def test_a_provider_is_for_ones_own_organisations_only(client, company, place):
    elsewhere = {
        "a supplier": OrganisationFactory(supplier=True, parent=company),
        "another company": OrganisationFactory(),
    }[place]
    facts = {"organisation": elsewhere.uuid, "kind": "oidc", "name": "x"}

    answer = client.post(reverse("sign-on-add"), facts)

    assert answer.status_code == 422
    assert elsewhere.name not in answer.text
    assert not IdentityProvider.objects.exists()


def test_another_administrators_provider_is_as_one_that_does_not_exist(client):
    row = IdentityProviderFactory()
    names = ["provider", "settings", "test", "turn-on", "turn-off"]

    for name in names:
        for ask in (client.get, client.post):
            assert ask(page(f"sign-on-{name}", row)).status_code in {404, 405}
    row.refresh_from_db()
    assert row.is_on


@pytest.mark.parametrize("name", ["settings", "test", "turn-on", "turn-off"])
def test_what_changes_something_asks_again_who_it_is(client, company, name):
    row = IdentityProviderFactory(organisation=company)
    session = client.session
    session["signed_in_at"] = 0
    session.save()

    answer = client.post(page(f"sign-on-{name}", row))

    assert answer["Location"].startswith("/account/reauthenticate/")
    row.refresh_from_db()
    assert row.is_on


def test_an_issuer_is_asked_for_at_once_and_its_secret_never_shown(client, company):
    row = begin(client, company)
    with issuing() as issuer:
        facts = {
            "name": row.name,
            "issuer": issuer.url,
            "client_id": "daylight",
            "secret": "between us",
        }
        answer = client.post(page("sign-on-settings", row), facts)
        assert answer["Location"] == page("sign-on-provider", row)
        # Kept when nothing is given, and no need to ask the issuer for that.
        del facts["secret"]
        client.post(page("sign-on-settings", row), facts | {"name": "Another name"})

    row.refresh_from_db()
    assert (row.issuer, row.name) == (issuer.url, "Another name")
    assert secrets.decrypt(row.secret) == "between us"
    for name in ("provider", "settings"):
        shown = client.get(page(f"sign-on-{name}", row)).text
        assert "between us" not in shown
        assert row.secret not in shown


@pytest.mark.parametrize(
    ("issuer", "words"),
    [
        ("http://127.0.0.1:9", "The provider does not answer"),
        ("ftp://id.example.org", "begins with https"),
        ("https://id.example.org/?a=b", "ends before"),
        ("", "This field is required"),
    ],
)
def test_an_issuer_that_is_none_is_told_at_its_field(client, company, issuer, words):
    row = begin(client, company)

    answer = client.post(
        page("sign-on-settings", row), {"name": "x", "issuer": issuer, "client_id": "y"}
    )

    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["issuer"])


def test_in_production_an_issuer_inside_is_not_called(client, company, settings):
    settings.MAY_CALL_INSIDE = False
    row = begin(client, company)
    facts = {"name": "x", "issuer": "https://127.0.0.1:9", "client_id": "y"}

    answer = client.post(page("sign-on-settings", row), facts)

    assert "it is inside" in str(answer.context["form"].errors["issuer"])


def test_an_address_is_no_employee_number(client, company):
    row = begin(client, company)
    facts = {"name": "x", "issuer": row.issuer, "client_id": "y", "number_claim": "email"}

    answer = client.post(page("sign-on-settings", row), facts)

    assert "no employee number" in str(answer.context["form"].errors["number_claim"])


def test_metadata_are_pasted_or_uploaded_and_faults_told_at_their_place(client, company):
    row = begin(client, company, "saml")
    settings = page("sign-on-settings", row)
    for facts, at in (
        ({}, "metadata"),
        ({"metadata": "hello"}, "metadata"),
        ({"file": SimpleUploadedFile("a.xml", b"\xff\xfe")}, "file"),
        ({"file": SimpleUploadedFile("a.xml", b"hello")}, "file"),
    ):
        answer = client.post(settings, {"name": "x"} | facts)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [at])

    client.post(settings, {"name": "x", "metadata": described()})
    file = SimpleUploadedFile("a.xml", described(certificate=STRANGERS.certificate).encode())
    row.refresh_from_db()
    assert row.certificates == [KEY.certificate]
    client.post(settings, {"name": "x", "file": file})
    row.refresh_from_db()
    assert row.certificates == [STRANGERS.certificate]
    assert row.is_filled_in


def test_a_file_that_is_far_too_large_is_not_read(client, company):
    row = begin(client, company, "saml")
    file = SimpleUploadedFile("a.xml", b"x" * 1_000_000)

    assert client.post(page("sign-on-settings", row), {"file": file}).status_code == 413


def test_another_issuer_is_told_at_its_place_once_people_are_known(client, company):
    row = IdentityProviderFactory(organisation=company)
    person = MembershipFactory(organisation=company).person
    Identity.objects.create(provider=row, person=person, subject="u", way="number")
    with issuing() as issuer:
        facts = {"name": "x", "issuer": issuer.url, "client_id": "y"}
        answer = client.post(page("sign-on-settings", row), facts)

    assert "Set up another one" in str(answer.context["form"].errors["issuer"])
    row.refresh_from_db()
    assert row.is_on


def test_what_was_not_tested_is_not_turned_on(client, company):
    row = IdentityProviderFactory(organisation=company, is_on=False)

    answer = client.post(page("sign-on-turn-on", row), follow=True)

    assert "tested with these settings first" in answer.text
    row.refresh_from_db()
    assert not row.is_on


def test_it_is_turned_off_and_on_again(client, company):
    row = IdentityProviderFactory(organisation=company)

    for name, is_on in (("turn-off", False), ("turn-off", False), ("turn-on", True)):
        client.post(page(f"sign-on-{name}", row))
        row.refresh_from_db()
        assert row.is_on is is_on


def test_a_list_of_many_costs_as_much_as_one_of_few(client, company, django_assert_max_num_queries):
    by = administrator_of(company)
    for number in range(52):
        IdentityProviderFactory(organisation=company, by=by, name=f"P{number:02}", is_on=False)

    with django_assert_max_num_queries(14):
        first = client.get(reverse("sign-on"))
    second = client.get(reverse("sign-on") + first.context["next_href"])

    assert "P49" in first.text
    assert "P50" not in first.text
    assert "P51" in second.text
    assert client.get(reverse("sign-on") + "?after=1 or 1").status_code == 200


def test_the_way_there_is_offered_to_those_who_may(client, company):
    assert f'href="{reverse("sign-on")}"' in client.get("/manage/").text
    client.force_login(GrantFactory(power=Power.CSO, organisation=company).person)

    assert f'href="{reverse("sign-on")}"' not in client.get("/manage/").text


def test_ones_own_page_offers_what_one_can_connect(client, company):
    row = IdentityProviderFactory(organisation=company, name="Larkfield account")
    IdentityProviderFactory(name="Of somebody else")
    client.force_login(PersonFactory())
    assert "Nothing to connect" in client.get(reverse("my-sign-ons")).text
    assert reverse("my-sign-ons") not in client.get("/account/").text
    person = MembershipFactory(organisation=company).person
    client.force_login(person)

    shown = client.get(reverse("my-sign-ons")).text

    assert page("sign-on-connect", row) in shown
    assert "Of somebody else" not in shown
    assert reverse("my-sign-ons") in client.get("/account/").text


def test_the_only_way_in_is_not_taken_away(client, company):
    row = IdentityProviderFactory(organisation=company)
    person = MembershipFactory(
        organisation=company, person=PersonFactory(without_email=True)
    ).person
    identity = Identity.objects.create(provider=row, person=person, subject="u", way="number")
    client.force_login(person)

    answer = client.post(page("sign-on-disconnect", identity))

    assert answer.status_code == 409
    assert "Choose a password first" in answer.text
    identity.refresh_from_db()
    assert identity.ended_at is None


def test_allauths_own_addresses_of_single_sign_on_are_not_there(client):
    for address in ("social/signup/", "3rdparty/", "oidc/x/login/", "saml/x/acs/", "social/login/"):
        for before in ("/account/", "/accounts/", "/"):
            assert client.get(before + address).status_code == 404
