"""An auditor on a phone: looks, narrows, takes the file; then somebody tampers, and is found."""

import re

import pytest
from django.core.management import CommandError, call_command
from playwright.sync_api import expect

from people.audit.models import AuditEvent
from people.models import Power
from tests.browser_fixtures import barriers
from tests.factories import GrantFactory
from tests.people.audit.rows import events, execute, happen, unguarded

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_auditor_reads_narrows_and_takes_and_tampering_is_found(open_page, sign_in, capsys):
    grant = GrantFactory(power=Power.AUDITOR)
    company = grant.organisation
    happen(company, 60)
    page = open_page(width=360)
    sign_in(page, grant.person)

    page.goto("/audit/")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("rowheader", name="Power granted")).to_be_visible()
    page.get_by_label("What").select_option(label="Power granted")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert barriers(page) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download as CSV").click()

    assert re.fullmatch(r"audit-[0-9a-f-]{36}\.csv", taken.value.suggested_filename)
    assert events(company)[-1].facts["asked_verb"] == "power-granted"
    call_command("verify_audit")

    table = AuditEvent._meta.db_table
    with unguarded():
        forged = "UPDATE {} SET facts = '{{}}' WHERE number = 7 AND chain_id = %s"
        execute(forged.format(table), events(company)[0].chain_id)
    with pytest.raises(CommandError):
        call_command("verify_audit")
    assert f"chain {company.uuid}, event 7: " in capsys.readouterr().out
