"""Mails about an account and about one's data speak the reader's language from end to end."""

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from lms.accounts.adapters import CHANGES, AccountAdapter
from lms.privacy import mails
from people.models import Person
from tests.courses.reminders.stage import work_off
from tests.factories import PersonFactory
from tests.latin import latin_words

pytestmark = pytest.mark.django_db


def said_to(person: Person) -> list[str]:
    """Every mail of these to somebody, subject and text; the last time she has been erased."""
    for change in CHANGES:
        AccountAdapter().send_notification_mail(change, person)
    Client().post("/account/password/reset/", {"email": person.email})
    mails.tell_of_correction(person)
    mails.tell_of_erasure(person, person.email)
    nobody = {"full_name": "", "latin_name": "", "email": "", "is_active": False}
    Person.objects.filter(pk=person.pk).update(**nobody, erased_at=person.joined_at)
    mails.tell_of_erasure(person, person.email)
    work_off()
    return [f"{one.subject}\n{one.body}" for one in mail.outbox]


@pytest.mark.parametrize("language", ["ar", *settings.PARTIAL_LANGUAGES])
def test_no_english_is_left_in_a_mail_about_an_account(language):
    said = said_to(PersonFactory(email="khin@example.org", language=language))

    assert len(said) == len(CHANGES) + 4
    assert [left for one in said if (left := latin_words(one))] == []
