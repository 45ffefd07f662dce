"""Where it is not safe nothing is recorded of what a worker learns, begun or not (S-50)."""

from uuid import uuid4

import pytest
from django.urls import reverse

from assessments import actions as quizzes
from assessments.models import Attempt
from courses import actions
from courses.models import LessonDone, Study
from people.quiet import actions as quiet
from tests.assessments.conftest import RIGHT, form, save_url, submit
from tests.factories import EnrolmentFactory, MembershipFactory, ProgrammeFactory
from tests.people.quiet.audited import site_and_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return site_and_lead()


@pytest.fixture
def enrolment(stage):
    """Given by hand: the rules do not take it back."""
    membership = MembershipFactory(supplier_staff=True, organisation=stage[0], roles=["supervisor"])
    programme = ProgrammeFactory(audience_roles=["supervisor"])
    return EnrolmentFactory(person=membership.person, programme=programme)


def begun(enrolment) -> Study:
    return actions.open_study(enrolment.person, enrolment.requirements.get().module)


def lessons(study) -> list[str]:
    return [part["key"] for part in study.edition.document["lessons"]]


def test_nothing_is_opened_there_and_that_is_told(stage, enrolment, client):
    site, lead = stage
    quiet.restrict(site.parent, reference="L-7", by=lead)
    client.force_login(enrolment.person)

    with pytest.raises(actions.NothingRecorded):
        begun(enrolment)
    code = enrolment.requirements.get().module.code
    told = client.post(reverse("module", args=[code]), follow=True)

    assert "This part of your learning is closed" in told.text
    assert not Study.objects.exists()


def test_what_was_begun_may_be_read_and_is_not_gone_on_with(stage, enrolment, client):
    site, lead = stage
    study = begun(enrolment)
    first, *_, last = lessons(study)
    actions.finish_lesson(study, first, language="en")
    quiet.restrict(site, reference="L-7", by=lead)
    client.force_login(enrolment.person)

    assert client.get(reverse("lesson", args=[study.uuid, last])).status_code == 200
    told = client.post(reverse("lesson-done", args=[study.uuid, last]), follow=True)

    assert (told.status_code, "This part of your learning is closed" in told.text) == (200, True)
    assert [done.lesson_key for done in LessonDone.objects.all()] == [first]


def test_no_quiz_is_begun_there_or_handed_in(stage, enrolment, client):
    site, lead = stage
    study = begun(enrolment)
    for key in lessons(study):
        actions.finish_lesson(study, key, language="en")
    attempt = quizzes.start(study.uuid, by=enrolment.person, uuid=uuid4())
    client.force_login(enrolment.person)
    for key, answer in RIGHT.items():
        client.post(save_url(attempt), form(attempt, key, answer))
    quiet.restrict(site, reference="L-7", by=lead)

    handed_in = submit(client, attempt)
    for uuid in (uuid4(), attempt.uuid):
        told = client.post(reverse("quiz", args=[study.uuid]), {"uuid": uuid})
        assert (told.status_code, "is closed" in told.text) == (422, True)

    assert (handed_in.status_code, "is closed" in handed_in.text) == (409, True)
    assert Attempt.objects.get().submitted_at is None

    quiet.open_again(site, reference="L-8", by=lead)
    assert quizzes.submit(attempt.uuid, by=enrolment.person).passed


@pytest.mark.parametrize("why", ["leaders' programme", "works elsewhere as well"])
def test_leaders_and_who_also_works_where_it_is_safe_go_on(stage, enrolment, why):
    site, lead = stage
    module = enrolment.requirements.get().module
    if why == "works elsewhere as well":
        MembershipFactory(person=enrolment.person, organisation=site.parent.parent)
    else:
        programme = ProgrammeFactory(audience_roles=["manager"], modules=[module])
        EnrolmentFactory(person=enrolment.person, programme=programme)
    quiet.restrict(site, reference="L-7", by=lead)

    study = begun(enrolment)
    actions.finish_lesson(study, lessons(study)[0], language="en")

    assert LessonDone.objects.exists()
