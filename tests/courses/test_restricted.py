"""Where it is not safe nothing is recorded of what a worker learns, begun or not (S-50)."""

from uuid import uuid4

import pytest
from django.urls import reverse

from assessments import actions as quizzes
from assessments.grading import Given
from assessments.models import Attempt, Response
from courses import actions
from courses.decisions import actions as decisions
from courses.models import Completion, LessonDone, Study
from people.calendar import reporting_day
from people.models import Power
from people.quiet import actions as quiet
from tests.assessments.conftest import RIGHT, form, item_url, save_url, submit
from tests.courses.trio import signed_in
from tests.factories import (
    EnrolmentFactory,
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
)
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


def quiz_of(enrolment):
    """A quiz that is begun."""
    study = begun(enrolment)
    for key in lessons(study):
        actions.finish_lesson(study, key, language="en")
    return quizzes.start(study.uuid, by=enrolment.person, uuid=uuid4())


def restrict(stage, where) -> None:
    site, lead = stage
    if where == "country":
        quiet.restrict_country(site.parent.parent, site.country, reference="L-7", by=lead)
    else:
        place = site.parent if where == "above" else site
        quiet.restrict(place, reference="L-7", by=lead)


@pytest.mark.parametrize("where", ["itself", "above", "country"])
def test_no_answer_is_kept_there_be_it_the_first_or_another(stage, enrolment, client, where):
    attempt = quiz_of(enrolment)
    client.force_login(enrolment.person)
    client.post(save_url(attempt), form(attempt, "q1", ["a"]))
    kept = list(Response.objects.values("item_key", "answer", "revision"))
    restrict(stage, where)

    for key, revision in (("q1", 1), ("q2", 0)):
        sent = form(attempt, key, RIGHT[key], revision=revision)
        saved = client.post(save_url(attempt), sent)
        told = client.post(item_url(attempt, key), sent)
        assert (saved.status_code, told.status_code) == (409, 409)
        assert "is closed" in saved.json()["message"]
        assert "is closed" in told.text
        # The page that saves by itself goes to where it is said as well.
        assert "is closed" in client.get(saved.json()["result"]).text

    assert client.get(item_url(attempt, "q2")).status_code == 200
    assert list(Response.objects.values("item_key", "answer", "revision")) == kept


def test_a_leader_goes_on_answering_there(stage, enrolment, client):
    module = enrolment.requirements.get().module
    programme = ProgrammeFactory(audience_roles=["manager"], modules=[module])
    EnrolmentFactory(person=enrolment.person, programme=programme)
    attempt = quiz_of(enrolment)
    client.force_login(enrolment.person)
    restrict(stage, "itself")

    for revision, answer in enumerate((["a"], ["b"])):
        sent = form(attempt, "q1", answer, revision=revision)
        assert client.post(save_url(attempt), sent).status_code == 200

    assert Response.objects.get().answer == ["b"]


def test_an_answer_costs_no_more_for_it(stage, enrolment, django_assert_num_queries):
    attempt, person = quiz_of(enrolment), enrolment.person
    restrict([OrganisationFactory(site=True, parent=stage[0].parent), stage[1]], "itself")
    quizzes.save_responses(attempt.uuid, [Given("q2", ["a"], 0)], by=person, language="en")

    with django_assert_num_queries(1):
        quizzes.save_responses(attempt.uuid, [Given("q1", ["a"], 0)], by=person, language="en")

    assert Response.objects.count() == 2


def test_no_quiz_is_begun_there_or_handed_in(stage, enrolment, client):
    site, lead = stage
    attempt = quiz_of(enrolment)
    study = attempt.study
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


@pytest.mark.parametrize("kind", ["count", "recognise"])
def test_nothing_is_vouched_for_there_and_what_is_open_can_be_ended(stage, enrolment, kind):
    site, lead = stage
    manager = MembershipFactory(supplier_staff=True, organisation=site, roles=["manager"]).person
    enrolment.person.memberships.update(reports_to=manager)
    second = GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site.parent).person
    said = {"by": manager, "reason": "Learnt in 2025"}
    if kind == "recognise":
        said |= {"completed_on": reporting_day(), "reference": "list 17"}
    before = decisions.propose(enrolment, kind, **said)
    quiet.restrict(site.parent, reference="L-7", by=lead)

    with pytest.raises(actions.NothingRecorded):
        decisions.confirm(before, by=second)
    decisions.refuse(before, by=second)
    address = reverse(f"decision-propose-{kind}", args=[enrolment.uuid])
    form = {"reason": "Learnt in 2025", "completed_on": "2026-03-02", "reference": "list 17"}
    told = signed_in(manager).post(address, form, follow=True).text

    assert "Nothing is recorded of workers at a restricted place." in told
    assert not Completion.objects.exists()
    release = decisions.propose(enrolment, "exempt", by=manager, reason="Place is restricted")
    decisions.confirm(release, by=second)
    enrolment.refresh_from_db()
    assert enrolment.exempted_at


def test_a_leader_there_may_be_vouched_for(stage):
    site, lead = stage
    person = MembershipFactory(supplier_staff=True, organisation=site, roles=["manager"]).person
    row = EnrolmentFactory(person=person, programme=ProgrammeFactory(audience_roles=["manager"]))
    quiet.restrict(site.parent, reference="L-7", by=lead)

    actions.waive(row, by=lead, confirmed_by=PersonFactory(), reason="Learnt in 2025")

    assert Completion.objects.get().enrolment == row
