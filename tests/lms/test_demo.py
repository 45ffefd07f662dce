"""The demonstration: what it shows, that it is sound, and that it stays where it belongs."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F
from django.utils import timezone

from assessments import verify as quizzes
from assessments.models import Attempt, DilemmaCount, Response
from certificates.models import Certificate
from courses.decisions.access import answerable, proposed_by
from courses.models import (
    Completion,
    Enrolment,
    LessonDone,
    Programme,
    Study,
)
from courses.open_use import OpenUse
from courses.verify import findings
from lms.demo.cast import TEAMS
from lms.demo.logins import LOGINS, PASSWORD
from lms.models import Outbox
from lms.settings.base import ROOT
from people.calendar import reporting_day
from people.models import (
    AudienceRole,
    Leave,
    Membership,
    Person,
    Power,
    validate_name,
)
from tests.lms.demo_stage import counts, publish_starter, regraded, run, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.IS_DEMO = True


@pytest.fixture(autouse=True)
def starter():
    publish_starter()


def test_the_demo_keeps_silent_when_asked_to():
    assert run("--verbosity", "0") == ""
    assert Person.objects.exists()


# --- where it may stand ----------------------------------------------------------------------


def test_the_demo_refuses_an_installation_that_is_no_demonstration(settings):
    settings.IS_DEMO = False

    with pytest.raises(CommandError, match="This is not a demonstration"):
        run()

    with pytest.raises(CommandError, match="This is not a demonstration"):
        run("--people", "100", "--seed", "1")
    assert not Person.objects.exists()


def test_the_demo_ends_with_an_error_under_the_settings_of_production(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "SECRET_KEY": "0123456789" * 6,
        "BASE_URL": "https://learn.example.org",
        "ALLOWED_HOSTS": "learn.example.org",
        "DATABASE_URL": f"sqlite:///{tmp_path}/real.sqlite3",
        "VAR": str(tmp_path),
    }

    ended = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--skip-checks"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode != 0
    assert "This is not a demonstration" in ended.stderr


def test_the_demo_asks_for_the_starter_curriculum_first():
    Programme.objects.update(withdrawn_at=timezone.now())

    with pytest.raises(CommandError, match="load_starter"):
        run()


def test_log_ins_are_listed_on_a_demonstration_only(settings):
    run()
    told, hidden = StringIO(), StringIO()

    call_command("demo_logins", stdout=told)
    settings.IS_DEMO = False
    call_command("demo_logins", stdout=hidden)

    assert all(login.email in told.getvalue() for login in LOGINS)
    assert PASSWORD in told.getvalue()
    assert hidden.getvalue() == ""


# --- the demo company ------------------------------------------------------------------------


def test_the_demo_company_is_sound():
    run()

    assert [*findings(), *quizzes.findings()] == []
    for attempt in Attempt.objects.submitted().select_related("edition"):
        assert regraded(attempt) == stored(attempt)


def test_the_demo_company_shows_every_state_a_learner_can_be_in():
    run()
    today = reporting_day()

    open_ones = Enrolment.objects.open().filter(completion=None, person__is_test=False)
    assert open_ones.filter(due_on__gte=today, requirements__study=None).exists()
    assert open_ones.filter(due_on__gte=today, requirements__study__isnull=False).exists()
    assert open_ones.overdue(today).filter(requirements__study=None).exists()
    assert open_ones.overdue(today).filter(requirements__study__isnull=False).exists()
    assert Enrolment.objects.filter(withdrawn_at__isnull=False).count() == 1
    assert Enrolment.objects.filter(exempted_at__isnull=False).count() == 2
    assert Completion.objects.filter(evidence=Completion.Evidence.WAIVED).count() == 1
    assert Completion.objects.filter(enrolment__cycle=2).exists()
    assert Completion.objects.filter(completed_on__gt=F("enrolment__due_on")).exists()
    assert Completion.objects.filter(expires_on__lt=today).exists()
    assert Attempt.objects.open().count() == 1
    assert Attempt.objects.filter(number=2, passed=True).exists()
    assert Leave.objects.filter(ended_on__gte=today).exists()
    assert Membership.objects.filter(last_day__lt=today).count() == 1
    assert Person.objects.filter(is_test=True).count() == 1
    assert Attempt.objects.submitted().values("score").distinct().count() >= 3


def test_every_completion_of_the_demo_is_certified_by_the_flow():
    run()

    completions = Completion.objects.values_list("pk", flat=True)
    certified = Certificate.objects.values_list("completion_id", flat=True)
    assert sorted(certified) == sorted(completions)
    assert Outbox.objects.filter(task="certificates.tasks.draw").count() == len(completions)
    for certificate in Certificate.objects.select_related("completion"):
        assert certificate.issued_on == certificate.completion.completed_on
        assert certificate.wording["en"]["issuer"] == "Larkfield Goods"


def test_nothing_in_the_demo_lies_in_the_future():
    run()
    now = timezone.now()

    assert not LessonDone.objects.filter(done_at__gt=now).exists()
    assert not Response.objects.filter(answered_at__gt=now).exists()
    assert not Study.objects.filter(completed_at__gt=now).exists()
    assert not Completion.objects.filter(completed_on__gt=reporting_day()).exists()


def test_everybody_on_the_list_of_log_ins_may_sign_in_and_nobody_else():
    run()

    for login in LOGINS:
        assert Person.objects.get(email=login.email).check_password(PASSWORD)
    others = Person.objects.exclude(email__in=[login.email for login in LOGINS])
    assert others.exists()
    assert not any(person.has_usable_password() for person in others)


@pytest.mark.parametrize(
    ("local_part", "language"), [("buyer", "en"), ("buyer.es", "es"), ("buyer.ar", "ar")]
)
def test_a_buyer_can_go_the_whole_way(local_part, language):
    run()

    buyer = Person.objects.get(email=f"{local_part}@daylight.example")
    enrolment = buyer.enrolments.get()

    assert buyer.language == language
    assert enrolment.programme.code == "B"
    assert enrolment.due_on > reporting_day()
    assert not buyer.studies.exists()


def test_the_other_log_ins_are_what_they_say():
    run()
    today = reporting_day()

    powers = {
        "cso": Power.CSO, "author": Power.AUTHOR, "supplier": Power.SUPPLIER_ADMINISTRATOR
    }  # fmt: skip
    for local_part, power in powers.items():
        person = Person.objects.get(email=f"{local_part}@daylight.example")
        assert person.grants.open().get().power == power
    manager = Person.objects.get(email="team@daylight.example")
    reports = Membership.objects.active(today).filter(reports_to=manager)
    assert reports.count() == 8
    overdue = Enrolment.objects.overdue(today).filter(person__memberships__in=reports)
    assert overdue.exists()
    # What was proposed waits for each log-in that may confirm, and for who proposed it.
    assert {one.outcome for one in proposed_by(manager)} == {"", "refused"}
    for local_part in ("hr", "cso", "supplier"):
        second = Person.objects.get(email=f"{local_part}@daylight.example")
        assert answerable(second).open().exists()
    worker = Person.objects.get(email="worker@daylight.example")
    assert worker.memberships.get().roles.get().role == AudienceRole.WORKER
    assert not worker.enrolments.exists()


def test_the_demo_counts_without_persons():
    run()

    assert OpenUse.objects.aggregate(weeks=Count("week", distinct=True))["weeks"] >= 4
    assert OpenUse.objects.filter(organisation__isnull=False).exists()
    assert DilemmaCount.objects.aggregate(weeks=Count("week", distinct=True))["weeks"] >= 4
    assert not OpenUse.objects.exclude(week__iso_week_day=1).exists()


def test_a_second_run_changes_nothing():
    run()
    before = counts(), list(Person.objects.order_by("pk").values_list("password", "full_name"))

    told = run()

    assert "stands; nothing is changed" in told
    after = counts(), list(Person.objects.order_by("pk").values_list("password", "full_name"))
    assert after == before


def test_the_cast_has_the_scripts_of_the_world_and_addresses_that_reach_nobody():
    run()

    for person in Person.objects.all():
        validate_name(person.full_name)
        assert person.email == "" or person.email.endswith("@daylight.example")
    text = "".join(Person.objects.values_list("full_name", flat=True))
    for letter in "আမ張अسสសகОłğễ":
        assert letter in text
    assert Person.objects.exclude(full_name__contains=" ").exists()
    assert sum(len(team.people) for team in TEAMS) == Person.objects.count() == 62
