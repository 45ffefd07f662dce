"""What one person learnt elsewhere: recorded by one, with evidence; it counts by a second (R10)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from courses.decisions import actions
from courses.decisions.models import Proposal
from courses.models import Completion
from people.audit.models import AuditEvent
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.models import Membership
from tests.courses.trio import posted, signed_in, trio
from tests.factories import EnrolmentFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    return trio()


def learnt(three, days=100, **facts):
    said = {"reference": "Certificate 17", "reason": "Learnt with another buyer"} | facts
    day = reporting_day() - timedelta(days=days)
    return actions.propose(three.enrolment, "recognise", by=three.manager, completed_on=day, **said)


def done_in_cycle(three, cycle, day):
    row = EnrolmentFactory(person=three.learner, programme=three.enrolment.programme, cycle=cycle)
    return Completion.objects.create(enrolment=row, completed_on=day, evidence="online")


def test_earlier_learning_is_recorded_by_one_and_counts_once_another_confirms(three):
    day = (reporting_day() - timedelta(days=100)).isoformat()
    said = {"completed_on": day, "reference": "Certificate 17", "reason": "With another buyer"}
    posted(three.manager, "decision-propose-recognise", three.enrolment.uuid, **said)
    assert not Completion.objects.exists()
    made = Proposal.objects.get()

    asked = signed_in(three.second).get(reverse("decision-answer", args=[made.uuid])).text
    assert "Certificate 17" in asked
    posted(three.second, "decision-answer", made.uuid, answer="confirm")

    done = Completion.objects.get()
    assert (done.evidence, done.reference) == ("recognised", "Certificate 17")
    assert done.completed_on.isoformat() == day
    assert (done.recorded_by, done.confirmed_by) == (three.manager, three.second)
    assert AuditEvent.objects.filter(verb=Verb.LEARNING_RECOGNISED).count() == 1
    told = signed_in(three.learner).get(reverse("my-learning")).context["decided"][0]["text"]
    assert told.startswith("What you learnt before counts.")


def test_earlier_learning_has_a_day_that_counts_and_evidence(three):
    day, today = reporting_day() - timedelta(days=100), reporting_day()
    address = reverse("decision-propose-recognise", args=[three.enrolment.uuid])
    recorded = done_in_cycle(three, 2, day)
    wrong = [
        (today + timedelta(days=1), "This day has not come yet."),
        (day, "A later completion is on record already"),
        (day - timedelta(days=1), "A later completion is on record already"),
    ]
    client = signed_in(three.manager)

    for learnt_on, words in wrong:
        said = {"completed_on": learnt_on.isoformat(), "reference": "C 17", "reason": "Elsewhere"}
        response = client.post(address, said)
        assert response.status_code == 422
        assert words in response.text
    said = {"completed_on": today.isoformat(), "reference": "", "reason": "Elsewhere"}
    assert client.post(address, said).status_code == 422
    recorded.delete()
    with pytest.raises(actions.RunOutAlready):
        learnt(three, days=3000)
    assert not Proposal.objects.exists()


def test_what_was_learnt_later_is_not_overtaken_by_a_confirmation(three):
    made = learnt(three)
    done_in_cycle(three, 2, reporting_day())

    said = posted(three.second, "decision-answer", made.uuid, answer="confirm")[1]

    assert "You can refuse it." in said[0]
    assert Proposal.objects.get().outcome == ""


def test_who_has_the_power_finds_a_person_by_her_whole_number_or_address(three):
    Membership.objects.filter(person=three.learner).update(employee_number="00123")
    stranger = EnrolmentFactory(programme=three.enrolment.programme).person
    MembershipFactory(person=stranger, organisation=OrganisationFactory())
    client = signed_in(three.second)

    def found(who, programme="B"):
        return client.get(reverse("decision-find"), {"who": who, "programme": programme})

    form = reverse("decision-propose-recognise", args=[three.enrolment.uuid])
    for who in ("00123", three.learner.email.upper()):
        assert found(who).url == form
    for who in (
        "0012",
        three.learner.full_name,
        three.learner.email[1:],
        stranger.email,
        three.second.email,
    ):
        assert found(who).status_code == 422
    EnrolmentFactory(
        programme=three.enrolment.programme,
        person=MembershipFactory(
            organisation=OrganisationFactory(
                unit=True, parent=Membership.objects.get(person=three.learner).organisation
            ),
            employee_number="00123",
        ).person,
    )
    assert "Several people have this number" in found("00123").text
    assert signed_in(three.manager).get(reverse("decision-find")).status_code == 404
