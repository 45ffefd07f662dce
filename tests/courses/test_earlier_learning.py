"""What one person learnt elsewhere: recorded by one, with evidence; it counts by a second (R10)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from courses.decisions import actions
from courses.decisions.models import Proposal
from courses.models import Completion, Programme
from people.audit.models import AuditEvent
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.models import Membership, Power
from tests.courses.trio import posted, signed_in, trio
from tests.factories import (
    EnrolmentFactory,
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    return trio()


def learnt(three, days=100, enrolment=None, **facts):
    row = enrolment or three.enrolment
    said = {"reference": "Certificate 17", "reason": "Learnt with another buyer"} | facts
    day = reporting_day() - timedelta(days=days)
    return actions.propose(row, "recognise", by=three.manager, completed_on=day, **said)


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
        (date(202, 5, 1), "more than 20 years ago"),
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


def test_who_sees_no_status_records_it_and_is_told_the_same_whatever_stands(three):
    company = Membership.objects.get(person=three.learner).organisation
    Membership.objects.filter(person=three.learner).update(employee_number="00123")
    programme = three.enrolment.programme
    done = EnrolmentFactory(programme=programme, completed=True).person
    MembershipFactory(person=done, organisation=company, employee_number="00124")
    stranger = EnrolmentFactory(programme=programme).person
    MembershipFactory(person=stranger, organisation=OrganisationFactory(), employee_number="00125")
    # Hers by an address, but her number is one of somewhere else.
    MembershipFactory(
        person=three.learner, organisation=OrganisationFactory(), employee_number="00126"
    )
    later = done_in_cycle(three, 2, reporting_day())

    unheard = {
        noted(three, who)
        for who in ("00123", "00124", "00125", "0012", three.learner.full_name, done.email)
    }
    assert not Proposal.objects.exists()
    Completion.objects.filter(pk=later.pk).update(revoked_on=reporting_day())
    unheard.add(noted(three, "00126"))
    assert not Proposal.objects.exists()
    heard = noted(three, three.learner.email.upper())

    assert unheard == {heard}
    assert heard.startswith("Noted. If this person has the programme to do")
    made = Proposal.objects.get()
    assert (made.enrolment, made.proposed_by) == (three.enrolment, three.second)
    assert AuditEvent.objects.filter(verb=Verb.DECISION_PROPOSED).count() == 1
    assert noted(three, "00123", reference="Another") == heard
    # One that waits would say that she has it to do.
    mine = signed_in(three.second).get(reverse("decisions-mine"))
    assert not mine.context["rows"]
    Proposal.objects.update(outcome="refused", answered_by=three.manager)
    assert len(signed_in(three.second).get(reverse("decisions-mine")).context["rows"]) == 1
    noted(three, "00123")
    assert Proposal.objects.open().count() == 1


def noted(three, who, **facts):
    """What the people administrator reads when she has recorded something."""
    day = (reporting_day() - timedelta(days=100)).isoformat()
    said = {"programme": "B", "completed_on": day, "reference": "C 17", "reason": "Elsewhere"}
    response, messages = posted(three.second, "decision-record", **(said | {"who": who} | facts))
    assert response.status_code == 200
    (told,) = messages
    return told


def test_what_is_wrong_with_a_form_says_nothing_about_the_person(three):
    client = signed_in(three.second)
    nobody, address = "nobody@example.org", reverse("decision-record")
    good = {"programme": "B", "completed_on": "2025-05-01", "reference": "C", "reason": "Elsewhere"}
    wrong = [
        ({"completed_on": "2999-01-01"}, "This day has not come yet."),
        ({"completed_on": "0202-05-01"}, "more than 20 years ago"),
        ({"reference": ""}, "This field is required."),
    ]

    for facts, words in wrong:
        for who in (three.learner.email, nobody):
            response = client.post(address, good | facts | {"who": who})
            assert response.status_code == 422
            assert words in response.text
    assert client.get(address, {"who": three.learner.email, "programme": "B"}).status_code == 200
    assert not Proposal.objects.exists()
    assert reverse("decision-record") in client.get(reverse("decisions")).text
    lead = GrantFactory(power=Power.CSO).person
    assert address not in signed_in(lead).get(reverse("decisions")).text
    for reader in (lead, three.manager):
        assert signed_in(reader).get(address).status_code == 404


def test_a_renewal_learnt_elsewhere_counts_by_the_day_it_would_be_valid_to(three):
    today, programme = reporting_day(), three.enrolment.programme
    Programme.objects.update(validity_months=12, renewal_window_days=90, runs_out="expiry")
    # What she held ran for 20 days more; counted from the day alone it would have run out.
    done_in_cycle(three, 2, today - timedelta(days=720))
    Completion.objects.update(expires_on=today - timedelta(days=350))
    renewal = EnrolmentFactory(person=three.learner, programme=programme, cycle=3)
    made = learnt(three, days=370, enrolment=renewal)

    posted(three.second, "decision-answer", made.uuid, answer="confirm")

    assert Completion.objects.get(enrolment=renewal).expires_on >= today


def test_what_was_revoked_is_not_on_record(three):
    revoked = done_in_cycle(three, 2, reporting_day() - timedelta(days=10))
    with pytest.raises(actions.LaterRecorded):
        learnt(three)
    Completion.objects.filter(pk=revoked.pk).update(revoked_on=reporting_day())

    assert learnt(three).kind == "recognise"
