"""A campaign: made with its rule, told to those concerned, over by itself, thanks afterwards."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import caches

from courses import actions
from courses.campaigns.models import Campaign
from courses.campaigns.telling import running_for, thanks_for
from courses.models import Completion, Enrolment
from courses.rules import engine
from metrics import campaigns
from people.audit.models import AuditEvent
from people.models import Person, Power
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, ProgrammeFactory
from tests.metrics import records

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 20)
WORDS = {
    "en": {"title": "One week for fair orders", "message": "Look at your orders with us."},
    "ar": {"title": "أسبوع", "message": "انظر معنا."},
}


def at(day: date) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00Z", tick=False)


@pytest.fixture
def lead() -> Person:
    return GrantFactory(power=Power.CSO, organisation=OrganisationFactory()).person


@pytest.fixture
def campaign(lead) -> Campaign:
    return make(lead)


def make(lead: Person, **changed) -> Campaign:
    facts = {
        "programme": ProgrammeFactory(code="B"),
        "organisation": lead.grants.get().organisation,
        "audience_roles": ["procurement"],
        "is_mandatory": False,
        "begins_on": FIRST,
        "ends_on": LAST,
        "words": WORDS,
    }
    return actions.make_campaign(uuid4(), by=lead, **facts | changed)


def buyers(lead: Person, number: int, *, done: int = 0) -> list[Person]:
    """People whom the campaign asks from its first day on, some of whom complete on the fifth."""
    company = lead.grants.get().organisation
    people = [
        MembershipFactory(organisation=company, started_on=date(2025, 1, 1)).person
        for _ in range(number)
    ]
    with at(FIRST):
        engine.run(Person.objects.all())
    for person in people[:done]:
        records.completion(Enrolment.objects.get(person=person), date(2026, 3, 5))
    return people


def test_it_is_told_while_it_runs_to_those_whom_it_concerns(lead, campaign):
    buyer, *_others = buyers(lead, 2)
    stranger = MembershipFactory(
        organisation=lead.grants.get().organisation, roles=["worker"]
    ).person

    for day, number in [(FIRST - timedelta(1), 0), (FIRST, 1), (LAST, 1), (LAST + timedelta(1), 0)]:
        with at(day):
            assert len(running_for(buyer, "ar")) == number, day
            assert running_for(stranger, "ar") == []
    with at(FIRST):
        (told,) = running_for(buyer, "ar")
        assert (told["language"], told["title"]) == ("ar", "أسبوع")
        assert running_for(buyer, "bn")[0]["language"] == "en"
        assert list(Campaign.objects.running(FIRST).concerning([buyer, stranger])) == [campaign]
        actions.end_rule(campaign.rule, by=lead)
        assert running_for(buyer, "ar") == []


def test_who_took_part_is_thanked_for_two_weeks_and_nobody_else(lead, campaign):
    took_part, did_not = buyers(lead, 2, done=1)

    for day, number in [(LAST, 0), (LAST + timedelta(1), 1), (date(2026, 4, 3), 1)]:
        with at(day):
            assert len(thanks_for(took_part, "en")) == number, day
            assert thanks_for(did_not, "en") == []
    with at(date(2026, 4, 4)):
        assert thanks_for(took_part, "en") == []


def test_what_was_completed_before_is_not_taking_part(lead, campaign):
    (buyer,) = buyers(lead, 1, done=1)
    Completion.objects.update(completed_on=FIRST - timedelta(1))

    with at(LAST + timedelta(1)):
        assert thanks_for(buyer, "en") == []


@pytest.mark.parametrize(("people", "said"), [(9, ""), (10, "4 of 10 people")])
def test_the_share_is_of_the_whole_group_and_of_none_below_ten(lead, campaign, people, said):
    buyers(lead, people, done=4)

    with at(FIRST):
        assert campaigns.share(campaign) == said


def test_the_share_stands_for_a_day(lead, campaign):
    *_rest, last = buyers(lead, 10, done=4)
    with at(FIRST):
        before = campaigns.share(campaign)
        records.completion(Enrolment.objects.get(person=last), FIRST)
        assert campaigns.share(campaign) == before
    with at(FIRST + timedelta(1)):
        assert campaigns.share(campaign) == "5 of 10 people"


def test_it_is_one_however_often_it_is_sent_and_has_a_last_day(lead):
    programme, uuid = ProgrammeFactory(code="B"), uuid4()
    facts = {
        "programme": programme,
        "organisation": lead.grants.get().organisation,
        "is_mandatory": False,
        "begins_on": FIRST,
        "ends_on": LAST,
        "words": WORDS,
    }

    made = actions.make_campaign(uuid, by=lead, **facts)

    assert actions.make_campaign(uuid, by=lead, **facts) == made
    assert AuditEvent.objects.filter(verb="campaign-made").count() == 1
    with pytest.raises(actions.CampaignWithoutEnd):
        actions.make_campaign(uuid4(), by=lead, **facts | {"ends_on": None})


def test_it_is_looked_at_and_made_on_the_page(client, lead):
    programme = ProgrammeFactory(code="B")
    client.force_login(lead)
    company = lead.grants.get().organisation
    filled = {
        "uuid": str(uuid4()),
        "programme": programme.pk,
        "organisation": company.name,
        "duty": "offered",
        "begins_on": str(FIRST),
        "ends_on": str(LAST),
        "title_en": "One week",
        "message_en": "Look at your orders.",
    }
    assert client.get("/campaigns/make/").status_code == 200
    for wrong in [
        {"ends_on": ""},
        {"ends_on": "9999-12-31"},
        {"message_en": ""},
        {"title_en": "", "message_en": ""},
    ]:
        assert client.post("/campaigns/make/", filled | wrong).status_code == 422
    seen = client.post("/campaigns/make/", filled)
    assert "One week" in seen.content.decode()
    assert not Campaign.objects.exists()

    with at(FIRST):
        assert client.post("/campaigns/make/", filled | {"make": "1"}).status_code == 302
        made = Campaign.objects.get()
        assert made.words == {"en": {"title": "One week", "message": "Look at your orders."}}
        assert not made.rule.renews
        client.force_login(lead)
        page = client.get("/campaigns/").content.decode()
        assert "One week" in page
        assert f"/rules/{made.rule.uuid}/end/" in page
        # Its rule is ended, never put in the place of another.
        assert client.get(f"/rules/{made.rule.uuid}/change/").status_code == 404
    caches["once"].clear()
