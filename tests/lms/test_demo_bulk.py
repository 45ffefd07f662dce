"""A larger demo company: sound, the same for the same seed, and written in bounded memory."""

import tracemalloc
from datetime import datetime, timedelta
from itertools import islice
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError
from django.db import transaction
from django.db.models import Avg, Count, F, Q, Sum
from django.utils import timezone

from assessments import verify as quizzes
from assessments.grading import option_keys
from assessments.models import Attempt
from certificates.models import Certificate
from courses.models import (
    Completion,
    Enrolment,
    LessonDone,
    Study,
)
from courses.open_use import OpenUse
from courses.verify import findings
from lms.demo.bulk import Company, OtherCompany, Wish
from lms.demo.cast import TEAMS
from lms.demo.company import COUNTRIES
from lms.demo.history import NotGiven, Pen
from lms.demo.logins import PASSWORD
from lms.demo.names import CULTURES
from lms.models import Outbox
from people import access
from people.calendar import reporting_day
from people.models import AudienceRole, Grant, Membership, Organisation, Person, Power, RoleHeld
from tests.lms.demo_stage import counts, publish_starter, regraded, run, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.IS_DEMO = True


@pytest.fixture(autouse=True)
def starter():
    publish_starter()


def build(people: int = 500, seed: int = 3, batch: int = 200) -> Company:
    company = Company(Wish(people, seed, batch))
    for _ in company.build():
        pass
    return company


# --- a larger company ------------------------------------------------------------------------


def test_a_generated_company_is_sound():
    build()

    assert Membership.objects.filter(employee_number__startswith="g3-").count() == 500
    assert [*findings(), *quizzes.findings()] == []
    assert Attempt.objects.submitted().count() > 100
    for attempt in Attempt.objects.submitted().select_related("edition"):
        assert regraded(attempt) == stored(attempt)


def test_generated_completions_come_from_passed_quizzes_and_are_certified_once():
    build()

    online = Completion.objects.filter(evidence=Completion.Evidence.ONLINE)
    assert online.count() > 100
    for completion in online.prefetch_related("enrolment__requirements__study__attempts"):
        studies = [requirement.study for requirement in completion.enrolment.requirements.all()]
        last = max(study.completed_at for study in studies)
        assert reporting_day(last) == completion.completed_on
        for study in studies:
            assert any(attempt.passed for attempt in study.attempts.all())
    assert Certificate.objects.count() == Completion.objects.count()
    assert not Certificate.objects.exclude(pdf="").exists()
    assert not Outbox.objects.exists()


def test_generated_certificates_say_what_issued_ones_say():
    run()
    build()

    issued = Certificate.objects.filter(holder_name="Harriet Oyelaran-Birch").get()
    generated = Certificate.objects.filter(completion__enrolment__person__email__contains=".g3@")
    for certificate in generated:
        assert certificate.wording.keys() == set(certificate.languages) == {"en"}
        assert certificate.wording["en"].keys() == issued.wording["en"].keys()
        assert certificate.wording["en"]["issuer"] == issued.wording["en"]["issuer"]
        assert len(certificate.code) == len(issued.code)
        assert len(certificate.name_code) == len(issued.name_code)


def test_generated_attempts_show_every_question_and_option():
    build(100)

    for attempt in Attempt.objects.select_related("edition"):
        by_key = {item["key"]: item for item in attempt.edition.document["quiz"]["items"]}
        assert sorted(attempt.draw["items"]) == sorted(by_key)
        for key, options in attempt.draw["options"].items():
            assert sorted(options) == sorted(option_keys(by_key[key]))


def test_generated_history_reaches_back_two_years_and_ends_today():
    build()
    now = timezone.now()

    first = Enrolment.objects.order_by("assigned_on").first().assigned_on
    assert timedelta(days=600) < reporting_day() - first <= timedelta(days=731)
    assert not LessonDone.objects.filter(done_at__gt=now).exists()
    assert not Attempt.objects.filter(submitted_at__gt=now).exists()
    assert not Completion.objects.filter(completed_on__gt=reporting_day()).exists()
    left = Membership.objects.filter(last_day__lte=reporting_day() - timedelta(days=1))
    assert left.exists()
    assert not LessonDone.objects.filter(
        study__person__memberships__in=left,
        done_at__date__gt=F("study__person__memberships__last_day"),
    ).exists()


def test_a_new_cycle_of_a_generated_learner_has_studies_of_its_own():
    build(1000)

    renewed = Enrolment.objects.filter(cycle=2)
    assert renewed.exists()
    for enrolment in renewed.prefetch_related("requirements"):
        first = Enrolment.objects.get(
            person=enrolment.person_id, programme=enrolment.programme_id, cycle=1
        )
        old = {requirement.study_id for requirement in first.requirements.all()}
        assert old.isdisjoint(requirement.study_id for requirement in enrolment.requirements.all())
        assert not Study.objects.open().filter(pk__in=old).exists()


def test_everybody_in_a_generated_company_but_its_head_reports_to_somebody_there():
    company = build(batch=1000)

    without = Membership.objects.filter(reports_to=None)
    assert without.get().organisation == company.grounds.company
    spans = Membership.objects.values("reports_to").annotate(people=Count("pk")).order_by("-people")
    assert spans[0]["people"] >= 200
    assert all(5 < span["people"] < 30 for span in spans[1:10])
    for membership in Membership.objects.exclude(reports_to=None).select_related("organisation"):
        boss = Membership.objects.get(person=membership.reports_to_id)
        assert boss.organisation.branch_id in {membership.organisation.branch_id, None}


def test_a_generated_company_has_every_role_kind_and_state():
    build(1000)

    for role in AudienceRole:
        assert RoleHeld.objects.filter(role=role).count() > 20
    for kind in ("employee", "non_employee", "supplier_staff"):
        assert Membership.objects.filter(workforce_type=kind).exists()
    today = reporting_day()
    assert Enrolment.objects.overdue(today).exists()
    assert Enrolment.objects.filter(exempted_at__isnull=False).exists()
    assert Enrolment.objects.filter(withdrawn_at__isnull=False).exists()
    assert Organisation.objects.filter(kind=Organisation.Kind.SUPPLIER, tier__gte=1).count() >= 3
    average = Attempt.objects.submitted().filter(number=1).aggregate(Avg("score"))["score__avg"]
    assert 70 < average < 97


def test_the_same_seed_gives_the_same_figures_and_another_seed_others(transactional_figures):
    assert transactional_figures(3) == transactional_figures(3)
    assert transactional_figures(3) != transactional_figures(4)


@pytest.fixture
def transactional_figures():
    """Build a company, take its figures, and undo it."""

    def figures(seed: int) -> list[object]:
        place = transaction.savepoint()
        build(150, seed, batch=60)
        codes = Certificate.objects.order_by("code").values_list("code", "holder_name")
        made = [
            counts(),
            Attempt.objects.aggregate(Sum("score"), Sum("critical_missed")),
            list(Completion.objects.order_by("completed_on").values_list("completed_on")),
            list(codes),
        ]
        transaction.savepoint_rollback(place)
        return made

    return figures


def test_a_run_that_was_broken_off_goes_on_where_it_stopped():
    whole = Company(Wish(300, 5, 80))
    list(islice(whole.build(), 3))
    standing = whole.standing()
    assert 0 < standing < 300

    build(300, 5, 80)

    assert whole.standing() == 300
    numbers = Membership.objects.filter(employee_number__startswith="g5-")
    assert numbers.values("employee_number").distinct().count() == 300
    assert [*findings(), *quizzes.findings()] == []


def test_a_company_of_another_size_is_not_built_over():
    build(150, 5, 80)

    with pytest.raises(OtherCompany):
        build(1500, 5, 80)

    assert Membership.objects.count() == 150


def test_generating_again_changes_nothing():
    run("--people", "60", "--seed", "8")
    before = counts()

    told = run("--people", "60", "--seed", "8")

    assert "60 people of seed 8 stand; nothing is changed" in told
    assert counts() == before


def test_one_generated_learner_of_each_role_may_sign_in():
    told = run("--people", "400", "--seed", "8")

    may = [person for person in Person.objects.filter(grants=None) if person.has_usable_password()]
    roles = RoleHeld.objects.filter(membership__person__in=may).values_list("role", flat=True)
    assert set(roles) == set(AudienceRole.values)
    assert len(may) <= len(AudienceRole.values)
    for person in may:
        assert person.check_password(PASSWORD)
        assert person.email in told
    powerful = Person.objects.exclude(grants=None)
    theirs = Certificate.objects.filter(
        Q(completion__enrolment__person__in=may) | Q(completion__enrolment__person__in=powerful)
    ).count()
    assert Outbox.objects.filter(task="certificates.tasks.draw").count() == theirs


def test_in_a_generated_company_each_power_has_somebody_to_look_through_the_eyes_of():
    told = run("--people", "400", "--seed", "8")

    grants = Grant.objects.select_related("person", "organisation")
    assert {grant.power for grant in grants} == set(Power.values)
    for grant in grants:
        assert access.holds(grant.person, grant.power)
        assert grant.person.check_password(PASSWORD)
        line = next(line for line in told.splitlines() if line.startswith(grant.person.email))
        assert str(grant.get_power_display()) in line.lower()


def test_a_generated_company_stands_beside_the_demo_company():
    run("--people", "100", "--seed", "2")
    run()
    run("--people", "100", "--seed", "3")

    assert Organisation.objects.filter(kind=Organisation.Kind.COMPANY).count() == 1
    assert Person.objects.count() == 200 + sum(len(team.people) for team in TEAMS)
    assert [*findings(), *quizzes.findings()] == []


def test_memory_does_not_grow_with_the_company():
    def peak(people: int, seed: int) -> int:
        tracemalloc.start()
        build(people, seed, batch=50)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(100, 1)
    assert peak(600, 3) < 1.5 * peak(200, 2)


@pytest.mark.parametrize("people", ["49", "1000001"])
def test_sizes_beyond_what_was_tried_are_refused(people):
    with pytest.raises(CommandError, match="50 to 1,000,000"):
        run("--people", people)


def test_a_seed_without_a_size_is_refused():
    with pytest.raises(CommandError, match="--seed goes with --people"):
        run("--seed", "4")


def test_every_country_has_names():
    for country in COUNTRIES.values():
        assert set(country.cultures) <= set(CULTURES)


# --- the pen ---------------------------------------------------------------------------------


def test_the_pen_refuses_a_column_that_does_not_exist():
    pen = Pen()

    with pen.batch(), pytest.raises(NotGiven, match="colour"):
        pen.put(OpenUse, colour="red")


def test_rows_made_after_the_pen_have_ids_of_their_own():
    build(100)

    person = Person.objects.create(full_name="Amina")

    assert person.pk == Person.objects.order_by("-pk").first().pk


def test_a_moment_is_the_same_in_whichever_zone_it_is_given():
    moment = datetime(2026, 3, 1, 2, 30, tzinfo=ZoneInfo("Asia/Dhaka"))
    pen = Pen()

    with pen.batch():
        pen.put(Person, uuid=uuid4(), password="!", full_name="Amina", joined_at=moment)

    person = Person.objects.get()
    assert person.joined_at == moment
    assert person.is_active
    assert (person.email, person.last_login) == ("", None)


def test_days_are_those_of_the_reporting_time_zone(settings):
    settings.REPORTING_TIME_ZONE = "Asia/Dhaka"

    build(150)

    for completion in Completion.objects.filter(evidence="online"):
        study = completion.enrolment.requirements.get().study
        assert reporting_day(study.completed_at) == completion.completed_on
    assert not LessonDone.objects.filter(done_at__lt=F("study__opened_at")).exists()
