"""A person without an address learns like everybody else, and nobody writes to her."""

import pytest
from django.urls import reverse

from certificates.models import Certificate
from courses import actions as courses
from lms.models import Outbox
from tests.factories import EnrolmentFactory, finish
from tests.lms.codes import add_app
from tests.people.doors.stage import PICKED, pick, sign_in

pytestmark = pytest.mark.django_db


def mails() -> list[object]:
    return list(Outbox.objects.filter(task="lms.tasks.send_mail").values())


def test_every_learners_page_opens_and_no_mail_is_written(client, door):
    going = EnrolmentFactory(person=door.person)
    done = EnrolmentFactory(person=door.person, completed=True)
    module = going.requirements.get().module
    study = courses.open_study(door.person, module)
    lesson = study.edition.document["lessons"][0]["key"]
    sign_in(client, door.number, PICKED)
    places = [
        reverse("my-learning"),
        reverse("programme", args=[going.programme.code]),
        reverse("module", args=[module.code]),
        reverse("study", args=[study.uuid]),
        reverse("lesson", args=[study.uuid, lesson]),
        reverse("certificates"),
        reverse("certificate", args=[Certificate.objects.get(completion__enrolment=done).code]),
        reverse("my-account"),
        reverse("my-number"),
        reverse("mfa_index"),
        reverse("usersessions_list"),
        reverse("concern"),
        reverse("privacy"),
    ]

    answers = {place: client.get(place, follow=True).status_code for place in places}
    finish(study)

    assert {place: status for place, status in answers.items() if status != 200} == {}
    assert mails() == []


def test_changes_to_her_second_factor_write_to_nobody(client, door):
    add_app(door.person)
    sign_in(client, door.number, PICKED)

    assert mails() == []


def test_a_second_factor_of_her_own_is_asked_for_after_the_pictures(client, door):
    add_app(door.person)

    answer = sign_in(client, door.number, PICKED)

    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("my-learning")).status_code == 302


def test_what_asks_again_asks_for_the_pictures_and_goes_on(client, door):
    sign_in(client, door.number, PICKED)

    asked = client.get(reverse("mfa_activate_totp"))
    assert asked["Location"].startswith(reverse("pictures-check"))
    pick(client, asked["Location"], PICKED, next=reverse("mfa_activate_totp"))

    assert client.get(reverse("mfa_activate_totp")).status_code == 200
