"""An import is told in the log of the company it brings people into."""

import pytest
from django.core.files.base import ContentFile

from people.audit.models import AuditEvent
from people.imports import actions
from people.models import Power
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

HEAD = "employee_number,full_name,organisation,workforce_type,roles,started_on\n"


def test_it_is_told_where_the_power_is_and_not_where_its_holder_works():
    works_at, company = OrganisationFactory(), OrganisationFactory()
    person = MembershipFactory(organisation=works_at).person
    GrantFactory(person=person, power=Power.PEOPLE_ADMINISTRATOR, organisation=company)
    text = f"{HEAD}77,Amina Rahman,{company.code},employee,worker,2026-03-02\n"
    run = actions.upload(ContentFile(text.encode(), "people.csv"), by=person)
    actions.check(run)
    run.refresh_from_db()
    actions.confirm(run, run.plan_digest)

    actions.apply(run)

    event = AuditEvent.objects.get(verb="people-imported")
    assert event.chain.company == company
