"""A power that is given for a while ends by itself, in pages, in tasks and in the CMS."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone

from lms.models import Outbox
from people import access, actions, tasks
from people.audit.models import AuditEvent
from people.calendar import reporting_day
from people.imports import actions as imports
from people.models import Grant, Membership, Power
from tests.factories import (
    PASSWORD,
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db

HEAD = "employee_number,full_name,organisation,workforce_type,roles,started_on\n"


def in_days(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_the_last_day_counts_and_the_next_does_not(client):
    row = GrantFactory(power=Power.AUDITOR, until=reporting_day() + timedelta(3))

    for days, status in [(0, 200), (3, 200), (4, 404)]:
        with in_days(days):
            client.force_login(row.person)
            assert client.get("/audit/").status_code == status


def test_it_is_given_on_the_page_and_shown_there(client):
    lead = GrantFactory(power=Power.CSO)
    person = MembershipFactory(organisation=lead.organisation).person
    client.force_login(lead.person)
    gift = f"{Power.AUDITOR}:{lead.organisation.uuid}"
    page = f"/powers/people/{person.uuid}/"

    late = client.post(page, {"gift": gift, "until": "2020-01-01"})
    odd = client.post(page, {"gift": gift, "until": "tomorrow"})
    client.post(page, {"gift": gift, "until": "2031-04-30"})

    assert "This day is over" in late.text
    assert "Enter a valid date" in odd.text
    grant = Grant.objects.get(person=person)
    assert grant.until.isoformat() == "2031-04-30"
    assert AuditEvent.objects.get(verb="power-granted", about=person.uuid).facts["until"] == (
        "2031-04-30"
    )
    for path in (page, "/powers/", f"/powers/{grant.uuid}/end/"):
        assert "30 April 2031" in client.get(path).text


def test_what_has_run_out_is_written_down_once_and_leaves_the_cms():
    row = GrantFactory(power=Power.AUTHOR, until=reporting_day())
    assert row.person.groups.exists()

    with in_days(1):
        tasks.end_powers()
        tasks.end_powers()

    row.refresh_from_db()
    assert row.ended_at
    assert row.ended_by is None
    assert not row.person.groups.exists()
    assert AuditEvent.objects.filter(verb="power-ended").count() == 1


def test_it_can_be_given_again_after_its_last_day():
    row = GrantFactory(power=Power.AUDITOR, until=reporting_day())

    with in_days(1):
        again = actions.grant(row.person, row.power, row.organisation, by=None)

        assert again != row
        assert access.holds(row.person, Power.AUDITOR)


def test_who_has_a_power_for_a_while_is_not_who_is_left_to_give_it():
    lead = GrantFactory(power=Power.CSO)
    GrantFactory(organisation=lead.organisation, until=reporting_day() + timedelta(9))

    with pytest.raises(actions.LastAdministrator):
        actions.end_grant(lead, by=lead.person)


# --- rights end in what runs later too (S5) ------------------------------------------------


def confirmed(by, place):
    text = f"{HEAD}77,Amina Rahman,{place.code},employee,worker,2026-03-02\n"
    run = imports.upload(ContentFile(text.encode(), "people.csv"), by=by)
    imports.check(run)
    run.refresh_from_db()
    imports.confirm(run, run.plan_digest)
    return run


@pytest.mark.parametrize("way", ["ended", "run out", "left", "may not sign in"])
def test_an_import_that_was_confirmed_applies_nothing_once_the_power_is_gone(way):
    company = OrganisationFactory()
    row = GrantFactory(
        power=Power.PEOPLE_ADMINISTRATOR, organisation=company, until=reporting_day()
    )
    membership = MembershipFactory(person=row.person, organisation=company)
    GrantFactory(power=Power.PEOPLE_ADMINISTRATOR, organisation=company)
    run = confirmed(row.person, company)
    if way == "ended":
        actions.end_grant(row, by=None)
    elif way == "left":
        Membership.objects.filter(pk=membership.pk).update(last_day=reporting_day() - timedelta(1))
    elif way == "may not sign in":
        row.person.is_active = False
        row.person.save()

    with in_days(1 if way == "run out" else 0):
        tasks.apply_import(run.pk)

    run.refresh_from_db()
    assert run.state == "faulty"
    assert not Membership.objects.filter(employee_number="77").exists()


def test_a_link_for_a_new_password_opens_nothing_once_one_may_not_sign_in(client):
    person = PersonFactory()
    client.post("/account/password/reset/", {"email": person.email})
    told = Outbox.objects.get(task="lms.tasks.send_mail").facts["text"]
    path = urlsplit(re.search(r"http\S+/password/reset/key/\S+", told)[0]).path
    person.is_active = False
    person.save()

    client.get(path, follow=True)
    client.post(
        f"{path.rpartition('-')[0]}-set-password/",
        {"password1": "a long new password", "password2": "a long new password"},
    )

    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert "_auth_user_id" not in client.session


def test_a_power_that_has_run_out_is_offered_no_way(client):
    row = GrantFactory(power=Power.CSO, until=reporting_day())

    with in_days(1):
        client.force_login(row.person)

        assert 'href="/overview/"' not in client.get("/learn/").text
