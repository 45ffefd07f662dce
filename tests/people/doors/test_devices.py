"""A device that a group uses: nobody's for a moment, and nothing of anybody stays."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.audit.models import AuditEvent
from people.doors import actions, device_actions
from people.doors.models import SharedDevice
from people.models import AudienceRole
from tests.factories import MembershipFactory, PersonFactory
from tests.people.doors.stage import (
    OTHERS,
    PICKED,
    joined,
    link_to,
    sign_in,
    site_with_administrator,
)

pytestmark = pytest.mark.django_db
CLEARED = '"cache", "storage"'


@pytest.fixture
def device(site, administrator):
    return device_actions.open_device(site, by=administrator)


@pytest.fixture
def tablet(device):
    client = Client()
    client.cookies["device"] = device[1]
    return client


def test_giving_a_device_to_a_group_signs_out_who_gives_it(page, site):
    answer = page.post(reverse("shared"), {"site": str(site.uuid)})

    assert answer["Location"] == reverse("shared-start")
    assert SESSION_KEY not in page.session
    assert answer["Clear-Site-Data"] == CLEARED
    cookie = page.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie.value not in str(list(SharedDevice.objects.values()))
    assert page.get(reverse("shared-start")).status_code == 200
    assert AuditEvent.objects.filter(verb="device-shared").count() == 1


def test_a_supervisor_of_the_site_may_and_who_joined_as_one_by_a_poster_may_not(
    client, site, administrator
):
    supervisor = MembershipFactory(
        organisation=site, roles=[AudienceRole.SUPERVISOR], workforce_type="supplier_staff"
    ).person
    poster = link_to(site, administrator, roles=["supervisor"])
    stranger = joined(poster).membership.person

    client.force_login(supervisor)
    assert client.get(reverse("shared")).status_code == 200
    client.force_login(stranger)
    assert client.get(reverse("shared")).status_code == 404
    with pytest.raises(actions.NotYours):
        device_actions.open_device(site, by=stranger)


def test_names_are_listed_only_if_the_site_says_so_and_only_of_who_has_pictures(
    tablet, site, administrator, link
):
    joined(link, "Banu")
    joined(link, "Amina")
    elsewhere, other = site_with_administrator()
    joined(link_to(elsewhere, other), "Carim")
    MembershipFactory(
        person=PersonFactory(full_name="Dilruba", email="", password=None),
        organisation=site,
        workforce_type="supplier_staff",
    )
    assert tablet.get(reverse("shared-start")).context["people"] == []

    actions.allow(site, lists_names=True, names_cards=False, by=administrator)

    listed = tablet.get(reverse("shared-start")).context["people"]
    assert [row.person.full_name for row in listed] == ["Amina", "Banu"]


def test_a_name_leads_to_the_pictures_and_nobody_elses(tablet, site, administrator, link):
    person = joined(link, "Amina").membership.person
    at = reverse("shared-person")
    assert tablet.post(at, {"person": str(person.uuid)})["Location"] == reverse("shared-start")

    actions.allow(site, lists_names=True, names_cards=False, by=administrator)

    assert tablet.post(at, {"person": str(person.uuid)})["Location"] == reverse("door-pictures")
    assert tablet.post(at, {"person": "x"})["Location"] == reverse("shared-start")
    assert Client().post(at, {"person": str(person.uuid)})["Location"] == reverse("shared-start")


def test_signing_out_goes_back_to_the_start_and_clears(tablet, door):
    sign_in(tablet, door.number, PICKED)

    answer = tablet.post(reverse("account_logout"))

    assert answer["Location"] == reverse("shared-start")
    assert answer["Clear-Site-Data"] == CLEARED
    assert answer["Cache-Control"] == "no-store"
    assert tablet.get(reverse("shared-start")).status_code == 200  # the device's cookie stays


def test_a_pause_signs_out_on_the_server(tablet, door, time_machine, settings):
    time_machine.move_to(timezone.now())
    sign_in(tablet, door.number, PICKED)
    time_machine.shift(settings.SHARED_DEVICE_IDLE - 10)
    assert tablet.get(reverse("shared-alive")).status_code == 204
    time_machine.shift(settings.SHARED_DEVICE_IDLE - 10)
    assert tablet.get(reverse("my-learning")).status_code == 200

    time_machine.shift(settings.SHARED_DEVICE_IDLE + 1)

    answer = tablet.get(reverse("my-learning"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("shared-start")


def test_every_page_on_it_says_where_a_pause_leads(tablet, door):
    sign_in(tablet, door.number, PICKED)

    page = tablet.get(reverse("my-learning"))

    assert f'content="300; url={reverse("shared-start")}"' in page.text
    assert "lms/shared.js" in page.text
    assert page["Cache-Control"] == "no-store"
    assert "lms/shared.js" not in Client().get(reverse("door-number")).text


def test_what_somebody_began_to_say_and_left_is_forgotten(tablet, door):
    tablet.post(reverse("shared-start"), {"number": door.number})
    assert tablet.get(reverse("door-pictures")).status_code == 200

    tablet.get(reverse("shared-start"))

    assert tablet.get(reverse("door-pictures"))["Location"] == reverse("door-number")
    assert door.number not in tablet.get(reverse("door-code")).text


def test_passwords_are_not_typed_on_it(tablet):
    assert tablet.get(reverse("account_login"))["Location"] == reverse("shared-start")


def test_a_device_taken_back_is_over_for_whoever_is_on_it(tablet, page, door, device):
    sign_in(tablet, door.number, PICKED)

    page.post(reverse("shared-end", args=[device[0].uuid]))
    page.post(reverse("shared-end", args=[device[0].uuid]))

    assert tablet.get(reverse("my-learning")).status_code == 302
    assert tablet.cookies["device"].value == ""
    assert tablet.get(reverse("shared-start")).status_code == 404
    assert AuditEvent.objects.filter(verb="device-ended").count() == 1


def test_it_is_over_with_the_day(tablet, device):
    SharedDevice.objects.filter(pk=device[0].pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )

    assert tablet.get(reverse("shared-start")).status_code == 404


def test_nobody_from_another_site_sees_or_ends_it(client, device):
    _, other = site_with_administrator()
    client.force_login(other)

    assert client.post(reverse("shared-end", args=[device[0].uuid])).status_code == 404
    assert str(device[0].uuid) not in client.get(reverse("shared")).text


def test_one_after_the_other_meets_a_clean_slate(tablet, door, link):
    other = joined(link, "Amina", OTHERS).membership.person
    sign_in(tablet, door.number, PICKED)
    tablet.post(reverse("account_logout"))

    sign_in(tablet, other.door.number, OTHERS)

    assert tablet.session[SESSION_KEY] == str(other.pk)
    assert "Siti" not in tablet.get(reverse("my-learning")).text


def test_open_modules_do_not_ask_which_device_it_is(tablet):
    with CaptureQueriesContext(connection) as asked:
        tablet.get(reverse("open-modules", args=["en"]))

    assert "people_shareddevice" not in str(asked.captured_queries)
