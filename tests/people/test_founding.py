"""Where a new installation begins: a company and its first lead."""

import pytest
from django.core.management import CommandError, call_command

from people import access
from people.models import Organisation, Person, Power

pytestmark = pytest.mark.django_db


def found(name="Example Goods", country="GB", lead="Amina Rahman", email="amina@example.org"):
    call_command("found_company", name, "--country", country, "--lead", lead, "--email", email)


def test_a_company_begins_with_a_lead_who_chooses_her_own_password(capsys):
    found()

    lead = Person.objects.get()
    assert access.holds_for_company(lead, Power.CSO)
    assert not lead.has_usable_password()
    assert lead.memberships.get().organisation == Organisation.objects.get()
    assert "/account/password/reset/" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"country": "Britain"}, "two letters"),
        ({"country": "QQ"}, "two letters"),
        ({"email": "amina"}, "no address"),
        ({"lead": "Amina\nRahman"}, "no name has"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_made(wrong, told):
    with pytest.raises(CommandError, match=told):
        found(**wrong)

    assert not Organisation.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.parametrize("other", [{"email": "other@example.org"}, {"name": "Other Goods"}])
def test_what_is_there_is_not_made_again(other):
    found()

    with pytest.raises(CommandError, match="already"):
        found(**other)

    assert Organisation.objects.count() == Person.objects.count() == 1
