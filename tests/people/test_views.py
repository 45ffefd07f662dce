"""The pages of powers, as the one, the administrator beside her, and the stranger."""

import pytest
from django.urls import reverse

from people import access, actions
from people.models import Grant, Power, WorkforceType
from people.roster import GRANTS_A_PAGE
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return OrganisationFactory(site=True)


@pytest.fixture
def administrator(site):
    power = Power.SUPPLIER_ADMINISTRATOR
    return GrantFactory(
        person__full_name="Zarina Haque", power=power, organisation=site.parent
    ).person


@pytest.fixture
def supervisor(site):
    return staff(site, "Amina Rahman")


@pytest.fixture
def page(client, administrator):
    client.force_login(administrator)
    return client


def staff(site, name):
    person = PersonFactory(full_name=name)
    return MembershipFactory(supplier_staff=True, organisation=site, person=person).person


def give(client, person, place):
    gift = f"{Power.SUPPLIER_ADMINISTRATOR}:{place.uuid}"
    return client.post(reverse("power-give", args=[person.uuid]), {"gift": gift})


def test_powers_are_listed_by_name_within_ones_own_subtree(page, administrator, supervisor, site):
    actions.grant(supervisor, Power.SUPPLIER_ADMINISTRATOR, site, by=administrator)
    GrantFactory(person__full_name="Somebody Else", power=Power.SUPPLIER_ADMINISTRATOR)

    text = page.get(reverse("powers")).text

    assert text.index("Amina Rahman") < text.index("Zarina Haque", text.index("<main"))
    assert "Somebody Else" not in text


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_takes_the_same_queries_however_long(
    page, site, many, django_assert_max_num_queries
):
    for _ in range(many):
        GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site)
    page.get(reverse("powers"))

    with django_assert_max_num_queries(6):
        page.get(reverse("powers"))


def test_a_long_list_goes_on(page, site):
    for number in range(GRANTS_A_PAGE + 5):
        GrantFactory(
            person__full_name=f"Buyer {number:03}",
            power=Power.SUPPLIER_ADMINISTRATOR,
            organisation=site,
        )

    first = page.get(reverse("powers"))
    second = page.get(reverse("powers") + first.context["next_href"])

    seen = [
        grant.person.full_name for grant in [*first.context["grants"], *second.context["grants"]]
    ]
    assert seen == sorted(seen)
    assert len(seen) == GRANTS_A_PAGE + 6
    assert second.context["next_href"] == ""


@pytest.mark.parametrize("asked", ["amin", "AMINA@example.org", "00123"])
def test_somebody_is_found_by_name_address_or_number(page, site, asked):
    person = PersonFactory(full_name="Amina Rahman", email="amina@example.org")
    MembershipFactory(
        supplier_staff=True, organisation=site, person=person, employee_number="00123"
    )

    answer = page.get(reverse("power-find"), {"q": asked})

    assert reverse("power-give", args=[person.uuid]) in answer.text
    assert site.name in answer.text


@pytest.mark.parametrize(
    ("power", "asked", "is_found"),
    [
        (Power.CSO, "Amina", False),
        (Power.CSO, "amina@example.org", True),
        (Power.PEOPLE_ADMINISTRATOR, "amina@example.org", False),
    ],
)
def test_the_companys_people_do_not_leaf_through_the_names_of_a_suppliers(
    client, site, power, asked, is_found
):
    person = PersonFactory(full_name="Amina Rahman", email="amina@example.org")
    MembershipFactory(supplier_staff=True, organisation=site, person=person)
    client.force_login(GrantFactory(power=power, organisation=site.parent.parent).person)

    answer = client.get(reverse("power-find"), {"q": asked})

    assert (reverse("power-give", args=[person.uuid]) in answer.text) == is_found


@pytest.mark.parametrize("asked", ["Stranger", "stranger@example.org", "777"])
def test_who_works_elsewhere_is_not_found_nor_opened(page, asked):
    stranger = PersonFactory(full_name="A Stranger", email="stranger@example.org")
    MembershipFactory(supplier_staff=True, person=stranger, employee_number="777")

    answer = page.get(reverse("power-find"), {"q": asked})

    assert "Nobody was found" in answer.text
    assert page.get(reverse("power-give", args=[stranger.uuid])).status_code == 404


def test_too_short_a_name_is_told_at_the_field(page):
    answer = page.get(reverse("power-find"), {"q": "a"})

    assert answer.status_code == 422
    assert "at least 2 characters" in answer.text


def test_a_power_is_given(page, supervisor, site):
    answer = give(page, supervisor, site.parent)

    assert answer["Location"] == reverse("powers")
    assert access.holds(supervisor, Power.SUPPLIER_ADMINISTRATOR)


def test_what_she_has_is_not_offered_again(page, supervisor, site):
    give(page, supervisor, site.parent)

    again = give(page, supervisor, site.parent)

    assert again.status_code == 422
    assert "cannot be given here any more" in again.text
    assert Grant.objects.filter(person=supervisor).count() == 1


def test_nothing_chosen_is_told(page, supervisor):
    answer = page.post(reverse("power-give", args=[supervisor.uuid]), {"gift": ""})

    assert answer.status_code == 422
    assert "Choose a power." in answer.text


def test_a_power_over_the_company_cannot_be_sent_in(page, supervisor, site):
    gift = f"{Power.CSO}:{site.parent.parent.uuid}"

    answer = page.post(reverse("power-give", args=[supervisor.uuid]), {"gift": gift})

    assert answer.status_code == 422
    assert not supervisor.grants.exists()


def test_a_power_is_ended_after_asking_once(page, administrator, supervisor, site):
    grant = actions.grant(supervisor, Power.SUPPLIER_ADMINISTRATOR, site, by=administrator)
    address = reverse("power-end", args=[grant.uuid])
    assert "End this power?" in page.get(address).text
    GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site)

    answer = page.post(address)

    assert answer["Location"] == reverse("powers")
    assert not access.holds(supervisor, Power.SUPPLIER_ADMINISTRATOR)
    assert page.get(address).status_code == 404


def test_the_last_one_is_told_what_to_do_first(page, administrator):
    answer = page.post(reverse("power-end", args=[administrator.grants.get().uuid]))

    assert answer.status_code == 409
    assert "Give it to somebody else first" in answer.text


def test_whoever_steps_down_is_led_to_what_is_left(page, administrator, supervisor, site):
    actions.grant(supervisor, Power.SUPPLIER_ADMINISTRATOR, site.parent, by=administrator)

    answer = page.post(reverse("power-end", args=[administrator.grants.get().uuid]))

    assert answer["Location"] == reverse("my-learning")
    assert page.get(reverse("powers")).status_code == 404


def test_an_author_gives_nothing_and_may_step_down(client):
    company = OrganisationFactory()
    author = GrantFactory(power=Power.AUTHOR, organisation=company).person
    MembershipFactory(person=author, organisation=company, workforce_type=WorkforceType.EMPLOYEE)
    client.force_login(author)

    assert client.get(reverse("powers")).status_code == 404
    client.post(reverse("power-end", args=[author.grants.get().uuid]))

    assert not access.holds(author, Power.AUTHOR)
