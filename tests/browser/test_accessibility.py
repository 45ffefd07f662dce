"""Every page type, on a phone from right to left and on a desk: open to all, nothing cut off."""

import pytest
from django.core.management import call_command
from django.db.models import Q
from django.urls import reverse

from assessments.models import Attempt
from certificates.models import Certificate
from people.models import Person
from tests.browser_fixtures import barriers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def demo(settings):
    settings.IS_DEMO = True
    call_command("load_starter", verbosity=0)
    call_command("demo", verbosity=0)


def anybodys(language):
    return [
        f"/{language}/",
        f"/{language}/b/",
        "/account/login/",
        "/account/password/reset/",
        "/verify/",
        f"/verify/{Certificate.objects.first().code}/",
        "/verify/nothing/",
        "/concern/",
        "/privacy/",
        "/not-there/",
        "/work/",
        f"/work/{language}/",
        f"/work/{language}/D1/",
        f"/work/{language}/help/",
        "/work/month/",
    ]


def places():
    """Who opens what: people of the demo company who have something there."""
    earned = Q(study__requirements__enrolment__completion__certificate__isnull=False)
    attempt = Attempt.objects.filter(earned, passed=True).first()
    study, holder = attempt.study, attempt.study.person
    done = Certificate.objects.filter(completion__enrolment__requirements__study=study).first()
    by_name = {name: Person.objects.get(email=f"{name}@daylight.example") for name in NAMES}
    return [
        (
            holder,
            [
                reverse("my-learning"),
                reverse("programme", args=[done.completion.enrolment.programme.code]),
                reverse("module", args=[study.module.code]),
                reverse("study", args=[study.uuid]),
                reverse("quiz", args=[study.uuid]),
                reverse("attempt-result", args=[attempt.uuid]),
                reverse("certificates"),
                reverse("certificate", args=[done.code]),
                reverse("account_change_password"),
            ],
        ),
        (by_name["worker"], [reverse("my-learning")]),
        (by_name["team"], [reverse("team")]),
        (by_name["supplier"], [reverse("sites"), reverse("site-staff")]),
        (by_name["cso"], [reverse("overview"), *powers(by_name["supplier"])]),
        (by_name["auditor"], [reverse("audit"), f"{reverse('audit')}?kind=programme"]),
    ]


def powers(supplier):
    """The pages of powers: all of them, looking for somebody, giving her one, ending hers."""
    grant = supplier.grants.get()
    return [
        reverse("powers"),
        reverse("power-find") + "?q=am",
        reverse("power-give", args=[supplier.uuid]),
        reverse("power-end", args=[grant.uuid]),
    ]


NAMES = ["worker", "team", "supplier", "cso", "auditor"]


@pytest.mark.parametrize(("language", "width"), [("ar", 360), ("en", 1280)])
def test_every_page_type_is_open_to_everybody(
    demo, open_page, sign_in, complaints, language, width
):
    found = {}
    page = open_page(width=width, locale=language)
    for address in anybodys(language):
        found |= looked_at(page, address)
    for person, addresses in places():
        Person.objects.filter(pk=person.pk).update(language=language)
        page = open_page(width=width, locale=language)
        sign_in(page, person)
        for address in addresses:
            found |= looked_at(page, address)
    # Pages that are not there say so with a status that the console repeats.
    complaints[:] = [told for told in complaints if "status of 404" not in told]

    assert found == {}


def looked_at(page, address):
    """What is wrong with a page, under its address; nothing if all is well."""
    page.goto(address)
    wrong = barriers(page)
    if not page.title().strip():
        wrong.append("has no title")
    return {address: wrong} if wrong else {}
