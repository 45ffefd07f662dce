"""Merging: who may, what is in the way, what moves, what becomes of signing in and of files."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from courses import actions as courses
from courses.models import Completion, Enrolment
from lms.merging import FATES, Fate, references
from lms.models import Outbox
from people import actions as people
from people.calendar import reporting_day
from people.merging import actions
from people.merging.faults import CannotMerge, Reason
from people.merging.models import LikelyDuplicate, Merge, MergeStep
from people.models import Grant, Power, RoleHeld
from people.privacy.models import Correction, ErasureRequest, Hold
from people.scim.models import ScimUser
from people.sign_on.models import Identity
from tests.factories import (
    PASSWORD,
    EnrolmentFactory,
    GrantFactory,
    IdentityProviderFactory,
    PersonFactory,
    ProgrammeFactory,
    finish,
)
from tests.people.imports.files import applied, checked, file_of
from tests.people.merging.conftest import works

pytestmark = pytest.mark.django_db


def merge(pair, by=None) -> Merge:
    return actions.merge(pair.older, pair.younger, by=by)


def refused(pair, by=None) -> Reason:
    with pytest.raises(CannotMerge) as caught:
        merge(pair, by)
    assert not Merge.objects.exists()
    return caught.value.reason


# --- every reference -----------------------------------------------------------------------


def test_every_reference_to_a_person_says_what_merging_does_with_it():
    """A new foreign key to a person needs a line in lms/merging.py: think about it first."""
    assert set(references()) == set(FATES)


def test_what_moves_leaves_nothing_behind(pair):
    works(pair.older.memberships.get().organisation, "9", post={"reports_to": pair.younger})
    EnrolmentFactory(person=pair.younger, completed=True)
    GrantFactory(person=pair.younger, power=Power.AUDITOR)
    told_and_asked(pair.younger)
    moving = [references()[name] for name, fate in FATES.items() if fate is Fate.MOVES]
    assert all(model.objects.filter(**{field: pair.younger}).exists() for model, field in moving)

    merge(pair)

    assert [
        model for model, field in moving if model.objects.filter(**{field: pair.younger}).exists()
    ] == []


def told_and_asked(person):
    """What a directory tells of somebody, and what she has asked for."""
    place = person.memberships.first().organisation
    asked = {"person": person, "organisation": place, "due_on": date(2027, 1, 1)}
    ScimUser.objects.create(organisation=place, person=person, user_name="b", user_key="b")
    Correction.objects.create(about="site", words="Not there", **asked)
    ErasureRequest.objects.create(**asked)
    provider = IdentityProviderFactory(organisation=place)
    Identity.objects.create(provider=provider, person=person, subject="s", way="number")
    Hold.objects.create(
        person=person, reference="7/2026", until=date(2027, 1, 1), set_by=PersonFactory()
    )


# --- who may -------------------------------------------------------------------------------


def test_who_brings_people_in_may_merge_her_own(house, pair):
    assert merge(pair, by=house.hr).by == house.hr


def test_nobody_merges_whom_she_does_not_look_after(house, pair):
    assert refused(pair, by=house.administrator) is Reason.OUT_OF_REACH


def test_nobody_merges_who_works_elsewhere_too(house, pair):
    works(house.site, "5", person=pair.younger)

    assert refused(pair, by=house.hr) is Reason.OUT_OF_REACH


def test_not_even_an_operator_merges_across_employers(house, pair):
    works(house.site, "5", person=pair.younger)

    assert refused(pair) is Reason.TWO_EMPLOYERS


def test_nobody_merges_herself(house, pair):
    works(house.unit, "5", person=house.hr)
    own = LikelyDuplicate(older=house.hr, younger=pair.younger)

    assert refused(own, by=house.hr) is Reason.OUT_OF_REACH


@pytest.mark.parametrize("who", ["older", "younger"])
def test_people_with_power_are_merged_by_who_could_give_it(house, pair, who):
    GrantFactory(person=getattr(pair, who), power=Power.AUTHOR, organisation=house.company)
    assert refused(pair, by=house.hr) is Reason.POWER
    GrantFactory(person=house.hr, power=Power.CSO, organisation=house.company)

    assert merge(pair, by=house.hr).by == house.hr


def test_a_manager_and_her_report_are_two(house, pair):
    pair.older.memberships.update(reports_to=pair.younger)

    assert refused(pair) is Reason.ANSWERS_FOR


def test_who_gave_the_other_a_power_is_another(house, pair):
    GrantFactory(person=pair.older, power=Power.CSO, organisation=house.company)
    people.grant(pair.younger, Power.AUDITOR, house.company, by=pair.older)

    assert refused(pair) is Reason.ANSWERS_FOR


def test_who_decided_about_the_other_is_another(pair):
    asked = EnrolmentFactory(person=pair.younger)
    courses.exempt(asked, by=pair.older, confirmed_by=PersonFactory(), reason="ill")

    assert refused(pair) is Reason.CONFLICT
    pair.younger.refresh_from_db()
    assert pair.younger.is_active


def test_one_and_the_same_is_not_merged(pair):
    assert refused(LikelyDuplicate(older=pair.older, younger=pair.older)) is Reason.SAME_ROW


def test_a_tombstone_is_not_merged_again(house, pair):
    merge(pair)

    with pytest.raises(CannotMerge) as caught:
        actions.merge(pair.younger, works(house.unit, "8"), by=None)
    assert caught.value.reason is Reason.MERGED_ALREADY


# --- what becomes of things ----------------------------------------------------------------


def test_where_both_work_the_later_place_stays_open_until_undone(house, pair):
    done = merge(pair)

    first, last = pair.older.memberships.order_by("started_on")
    assert (first.employee_number, first.last_day) == ("1", reporting_day())
    assert set(first.roles.values_list("ended_on", flat=True)) == {reporting_day()}
    assert (last.employee_number, last.last_day) == ("2", None)

    actions.undo(done, by=None)

    assert pair.older.memberships.get().last_day is None
    assert pair.younger.memberships.get().employee_number == "2"


def test_the_same_power_is_held_once(house, pair):
    for person in (pair.older, pair.younger):
        GrantFactory(person=person, power=Power.AUTHOR, organisation=house.company)

    done = merge(pair)

    assert Grant.objects.open().filter(person=pair.older, power=Power.AUTHOR).count() == 1
    actions.undo(done, by=None)
    assert Grant.objects.open().filter(person=pair.younger, power=Power.AUTHOR).count() == 1


def test_who_writes_comes_into_the_cms_and_leaves_it(house, pair):
    GrantFactory(person=pair.younger, power=Power.AUTHOR, organisation=house.company)

    done = merge(pair)
    assert pair.older.groups.filter(name="Authors").exists()
    actions.undo(done, by=None)

    assert not pair.older.groups.exists()
    assert pair.younger.groups.filter(name="Authors").exists()


def test_two_completions_stay_with_their_certificates(pair):
    programme = ProgrammeFactory()
    rows = [
        EnrolmentFactory(person=person, programme=programme, completed=True)
        for person in (pair.older, pair.younger)
    ]

    merge(pair)

    own = Enrolment.objects.filter(person=pair.older)
    assert set(own) == set(rows)
    assert own.open().get().completion
    duplicate = own.exclude(duplicate_of=None).get()
    assert (duplicate.duplicate_of, duplicate.reason) == (own.open().get(), "duplicate")
    found = Certificate.objects.of(pair.older)
    assert found.count() == 2
    assert {row.status(reporting_day()) for row in found} == {"valid"}
    client = Client()
    client.force_login(pair.older)
    assert {client.get(reverse("certificate", args=[row.code])).status_code for row in found} == {
        200
    }


def test_the_one_that_got_further_stands(pair):
    programme = ProgrammeFactory()
    waiting = EnrolmentFactory(person=pair.older, programme=programme)
    finished = EnrolmentFactory(person=pair.younger, programme=programme, completed=True)

    merge(pair)

    assert Enrolment.objects.filter(person=pair.older).open().get() == finished
    waiting.refresh_from_db()
    assert waiting.duplicate_of == finished
    assert courses.enrol(pair.older, programme) == finished


def test_what_ended_with_the_role_does_not_stand_over_what_counts(pair):
    programme = ProgrammeFactory()
    done = date(2026, 3, 20)
    for person, handover, ends in (
        (pair.older, 0, date(2028, 3, 20)),
        (pair.younger, None, date(2027, 3, 20)),
    ):
        EnrolmentFactory(person=person, programme=programme, completed=True)
        Completion.objects.filter(enrolment__person=person).update(
            completed_on=done, expires_on=ends, handover_days=handover
        )
    counts = pair.younger.enrolments.get()
    RoleHeld.objects.filter(membership__person=pair.older).update(
        role=programme.audience_roles[0], ended_on=date(2026, 6, 30)
    )
    RoleHeld.objects.filter(membership__person=pair.younger).delete()

    merge(pair)

    assert Enrolment.objects.filter(person=pair.older).open().get() == counts


def test_what_is_met_together_is_counted_when_it_is_next_opened(pair):
    one, other = (ProgrammeFactory().modules.get() for _ in range(2))
    programme = ProgrammeFactory(modules=[one, other])
    asked = EnrolmentFactory(person=pair.older, programme=programme)
    finish(courses.open_study(pair.older, one))
    finish(courses.open_study(pair.younger, other))

    merge(pair)
    assert not Completion.objects.exists()
    courses.open_study(pair.older, other)

    assert asked.requirements.exclude(study__completed_at=None).count() == 2
    assert Completion.objects.get().enrolment == asked


def test_a_study_begun_before_a_later_cycle_does_not_meet_it(pair):
    programme = ProgrammeFactory()
    module = programme.modules.get()
    EnrolmentFactory(person=pair.younger, programme=programme, completed=True)
    courses.enrol(pair.older, programme, cycle=2)

    merge(pair)
    courses.open_study(pair.older, module)

    assert not Completion.objects.filter(enrolment__cycle=2).exists()


# --- signing in ----------------------------------------------------------------------------


def test_the_younger_signs_in_no_more_and_the_kept_one_does(pair):
    client = Client()
    client.force_login(pair.younger)

    merge(pair)

    assert client.get(reverse("my-learning")).status_code == 302
    assert not UserSession.objects.filter(user=pair.younger).exists()
    for person, status in ((pair.younger, "inactive"), (pair.older, "")):
        fields = {"login": person.email, "password": PASSWORD}
        answer = Client().post(reverse("account_login"), fields)
        assert answer.status_code == 302
        assert ("inactive" in answer["Location"]) == bool(status)


def test_an_address_goes_over_to_who_has_none_and_back(house):
    older = works(house.unit, "1", without_email=True)
    younger = works(house.unit, "2", email="amina@example.com")
    EmailAddress.objects.create(user=younger, email=younger.email)

    done = actions.merge(older, younger, by=None)

    older.refresh_from_db()
    assert older.email == "amina@example.com"
    assert EmailAddress.objects.get().user == older
    assert "amina" not in str(list(MergeStep.objects.values_list("before", "after")))
    Client().post(reverse("account_reset_password"), {"email": older.email})
    assert Outbox.objects.get(task="lms.tasks.send_mail").facts["to"] == older.email

    actions.undo(done, by=None)

    older.refresh_from_db()
    younger.refresh_from_db()
    assert (older.email, younger.email) == ("", "amina@example.com")
    assert EmailAddress.objects.get().user == younger


def test_no_mail_opens_a_tombstone(pair):
    merge(pair)

    Client().post(reverse("account_reset_password"), {"email": pair.younger.email})

    assert Outbox.objects.get(task="lms.tasks.send_mail").facts["to"] == ""


# --- files ---------------------------------------------------------------------------------


def test_a_file_finds_the_kept_person_under_the_number_that_moved(house, pair):
    merge(pair)

    applied(file_of("2", "HQ", full_name="Amina Begum Rahman"), by=house.hr)

    pair.older.refresh_from_db()
    assert pair.older.full_name == "Amina Begum Rahman"
    assert pair.older.memberships.get(last_day=None).organisation == house.company


@pytest.mark.parametrize("later", [0, 40])
def test_a_row_of_the_number_that_was_closed_is_noted_and_changes_nothing(
    house, pair, later, time_machine
):
    time_machine.move_to("2026-06-15T12:00:00Z", tick=False)
    merge(pair)
    time_machine.shift(later * 86400)

    run = checked(file_of("1", "UNIT", full_name="Amina Rahman", last_day=""), by=house.hr)

    assert run.state == "ready"
    assert [fault.code for fault in run.faults.all()] == ["number_merged"]
    assert not run.changes.exists()
