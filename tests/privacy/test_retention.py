"""What time deletes, class by class: not a day too early, none that is held, again and again."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments import actions as assessments
from assessments import verify
from assessments.models import Attempt, Response
from courses import actions as courses
from courses.models import Completion, Requirement
from lms.checks import periods_are_lengths
from lms.privacy import retention_actions
from lms.schedule import SCHEDULE
from lms.tasks import keep_no_longer
from people.models import Organisation, Person, Power
from people.privacy import actions
from people.privacy.models import Correction, ErasureRequest, Hold, RetentionRun
from people.privacy.periods import PERIODS, Keeping, Length, LongerWithoutReason, length_of
from tests.assessments.conftest import RIGHT
from tests.factories import EnrolmentFactory, GrantFactory, MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 15, 12)
WRONG = RIGHT | {"q1": ["a"], "q3": ["true"]}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def days_on(number: int) -> date:
    return NOW.date() + timedelta(days=number)


def run(on: date) -> dict[str, int]:
    """What is deleted on a day, but for the audit log: it looks at the database's own clock."""
    counts = retention_actions.keep_no_longer(on)
    return {name: number for name, number in counts.items() if number and name != "audit"}


def learner(*tries: dict) -> Person:
    """Somebody who has tried a quiz so often, each time with these answers."""
    enrolment = EnrolmentFactory()
    person = enrolment.person
    MembershipFactory(person=person)
    study = courses.open_study(person, enrolment.requirements.get().module)
    for part in study.edition.document["lessons"]:
        courses.finish_lesson(study, part["key"], language="en")
    for place, answers in enumerate(tries):
        at = timezone.now() + timedelta(hours=2 * place)
        attempt = assessments.start(study.uuid, by=person, uuid=uuid4(), at=at)
        for key, answer in answers.items():
            assessments.save_response(attempt, key, answer, revision=0, language="en")
        assessments.submit(attempt.uuid, by=person, at=at)
    return person


# --- answers and scores --------------------------------------------------------------------


def test_answers_go_90_days_after_the_programme_is_completed():
    learner(RIGHT)

    assert run(days_on(90)) == {}
    assert Response.objects.count() == 5
    assert run(days_on(91)) == {"answers": 1}

    assert not Response.objects.exists()
    assert Attempt.objects.get().score == 100
    assert [*verify.findings()] == []


def test_while_another_programme_waits_for_the_study_its_answers_stay():
    person = learner(RIGHT)
    study = Attempt.objects.get().study
    waiting = EnrolmentFactory(person=person)
    Requirement.objects.create(enrolment=waiting, module=study.module, study=study)

    assert run(days_on(2000)) == {}

    courses.withdraw(waiting, by=PersonFactory(), reason="no more")
    assert "answers" in run(days_on(2000))


def test_a_first_score_is_shown_for_12_months_and_then_only_counted():
    learner(RIGHT)
    run(days_on(91))

    assert run(days_on(365)) == {}
    assert run(days_on(366)) == {"scores": 1}

    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.passed) == (100, True)
    assert attempt.score_expired_at
    assert [*verify.findings()] == []


def test_failed_attempts_go_after_90_days_but_for_the_first_which_is_counted():
    person = learner(WRONG, WRONG, RIGHT)

    assert run(days_on(91)) == {"answers": 3, "failed_attempts": 1, "scores": 1}

    assert list(Attempt.objects.order_by("number").values_list("number", "passed")) == [
        (1, False),
        (3, True),
    ]
    first = Attempt.objects.get(number=1)
    assert first.score is not None
    assert first.score_expired_at
    run(days_on(366))
    assert Attempt.objects.get(number=3).score is None
    assert [*verify.findings()] == []
    assert person.full_name


def test_a_number_of_an_attempt_is_not_given_a_second_time():
    person = learner(WRONG, WRONG, WRONG)
    run(days_on(91))
    study = Attempt.objects.get().study

    again = assessments.start(study.uuid, by=person, uuid=uuid4(), at=NOW_AHEAD)

    assert again.number == 2
    assert study.attempts.count() == 2


NOW_AHEAD = timezone.make_aware(NOW + timedelta(days=92))


# --- names ---------------------------------------------------------------------------------


def leaver(last_day: date, **facts: object) -> Person:
    facts = {"started_on": date(2019, 1, 1)} | facts
    person = PersonFactory(full_name="Amina Rahman")
    return MembershipFactory(person=person, last_day=last_day, **facts).person


def names() -> int:
    return Person.objects.filter(full_name="Amina Rahman").count()


def test_names_of_leavers_go_24_months_after_the_last_day():
    leaver(date(2024, 6, 15))

    assert run(date(2026, 6, 14)) == {}
    assert run(date(2026, 6, 15)) == {"leavers": 1}
    assert names() == 0


def test_a_later_place_of_work_keeps_the_name():
    MembershipFactory(person=leaver(date(2020, 1, 1)))

    assert run(days_on(0)) == {}


def test_a_certificate_keeps_the_name_until_12_months_after_it_ran_out():
    person = leaver(date(2020, 1, 1), started_on=date(2019, 1, 1))
    row = Completion.objects.create(
        enrolment=EnrolmentFactory(person=person),
        completed_on=date(2019, 6, 1),
        expires_on=date(2025, 6, 15),
        evidence="online",
    )

    assert "leavers" not in run(date(2026, 6, 14))
    Completion.objects.filter(pk=row.pk).update(expires_on=date(2025, 6, 14))
    assert run(date(2026, 6, 14))["leavers"] == 1


def test_names_of_a_suppliers_people_go_6_months_after_it_has_gone():
    there = MembershipFactory(supplier_staff=True, person__full_name="Amina Rahman")
    both = MembershipFactory(
        organisation=there.organisation, supplier_staff=True, person__full_name="Sokha Chan"
    ).person
    MembershipFactory(person=both)
    Organisation.objects.filter(pk=there.organisation.branch_id).update(ended_on=date(2025, 12, 15))

    assert run(date(2026, 6, 14)) == {}
    assert run(date(2026, 6, 15)) == {"supplier_staff": 1}
    assert names() == 0
    assert Person.objects.get(pk=both.pk).full_name


def test_whoever_still_holds_a_power_or_never_worked_here_is_left_alone():
    GrantFactory(person=leaver(date(2020, 1, 1)), power=Power.AUTHOR)
    PersonFactory(full_name="Amina Rahman")

    assert run(days_on(0)) == {}
    assert names() == 2


def test_a_legal_hold_stops_everything_of_its_person_and_ends_by_itself(time_machine):
    person = learner(WRONG, RIGHT)
    person.memberships.update(last_day=date(2026, 6, 15))
    actions.ask_correction(person, about="role", words="x")
    lead = GrantFactory(power=Power.CSO).person
    actions.set_hold(person, reference="M-1", until=date(2031, 6, 15), by=lead)

    time_machine.move_to(datetime(2031, 6, 15, 12))
    assert run(date(2031, 6, 15)) == {}
    assert Response.objects.exists()

    time_machine.move_to(datetime(2031, 6, 16, 12))
    after = run(date(2031, 6, 16))
    assert {"leavers", "words"} & after.keys() == {"leavers"}  # erasing takes the words too
    assert not Response.objects.exists()


# --- words and requests --------------------------------------------------------------------


def test_words_go_after_30_days_and_the_answer_30_days_after_it_was_given(time_machine):
    person = MembershipFactory().person
    row = actions.ask_correction(person, about="role", words="I cut")
    time_machine.shift(timedelta(days=20))
    actions.answer_correction(row, is_corrected=False, answer="No", by=PersonFactory())

    assert run(days_on(30)) == {}
    assert run(days_on(31)) == {"words": 1}
    assert Correction.objects.values_list("words", "answer").get() == ("", "No")
    assert run(days_on(51)) == {"words": 1}
    assert Correction.objects.get().answer == ""


def test_closed_requests_and_holds_go_after_24_months():
    person = MembershipFactory().person
    actions.ask_erasure(person)
    actions.withdraw_erasure(person)
    actions.set_hold(person, reference="M", until=days_on(1), by=PersonFactory())

    assert run(date(2028, 6, 14)) == {}
    assert run(date(2028, 6, 20)) == {"erasure_requests": 1, "holds": 1}
    assert not ErasureRequest.objects.exists()
    assert not Hold.objects.exists()


# --- a run ---------------------------------------------------------------------------------


def test_a_run_leaves_a_report_of_numbers_and_a_second_one_finds_nothing():
    leaver(date(2020, 1, 1))
    learner(RIGHT)

    keep_no_longer()
    keep_no_longer()

    first, second = RetentionRun.objects.order_by("pk")
    assert (first.day, first.counts["leavers"]) == (NOW.date(), 1)
    assert first.ended_at
    assert set(second.counts.values()) == {0}


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_has_told_what_it_did_and_is_begun_again(monkeypatch):
    for _ in range(5):
        leaver(date(2020, 1, 1))
    monkeypatch.setattr(retention_actions, "AT_ONCE", 2)
    real, calls = actions.erase, []

    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        calls.append(args)
        if len(calls) == 4:
            raise Killed
        real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(actions, "erase", die)
        with pytest.raises(Killed):
            run(days_on(0))
    assert names() == 2
    report = RetentionRun.objects.get()
    assert (report.counts, report.ended_at) == ({"leavers": 2}, None)

    assert run(days_on(0)) == {"leavers": 2}
    assert names() == 0


def test_the_command_looks_ahead_without_changing_anything(capsys):
    leaver(date(2026, 6, 15))

    call_command("retention", "--dry-run", "--on", "2029-01-01")

    assert "leavers                      1" in capsys.readouterr().out
    assert names() == 1
    assert not RetentionRun.objects.exists()


@pytest.mark.parametrize(
    ("on", "told"), [("2029-01-01", "yet to come"), ("soon", "is a day such as")]
)
def test_the_command_deletes_nothing_before_its_day(on, told):
    with pytest.raises(CommandError, match=told):
        call_command("retention", on=on)


def test_the_command_deletes_what_is_over_today(capsys):
    leaver(date(2020, 1, 1))

    call_command("retention")

    assert names() == 0


def test_it_runs_every_night():
    assert "lms.tasks.keep_no_longer" in {entry["task"] for entry in SCHEDULE.values()}


# --- the periods ---------------------------------------------------------------------------


def test_an_installation_may_keep_less(settings):
    settings.RETENTION = {"leavers": {"months": 3}}
    leaver(date(2026, 3, 15))

    assert run(NOW.date()) == {"leavers": 1}


def test_an_installation_keeps_more_only_with_a_reason():
    longer = {"months": 36}
    with pytest.raises(LongerWithoutReason):
        length_of(Keeping.LEAVERS, {"leavers": longer})

    own = {"leavers": longer | {"reason": "limitation period"}}
    assert length_of(Keeping.LEAVERS, own) == Length(months=36)


@pytest.mark.parametrize(
    "own",
    [{"leavers": {"months": 36}}, {"leavers": {"months": "x"}}, {"leaver": {"days": 1}}, ["x"]],
)
def test_an_installation_with_periods_that_are_none_does_not_start(settings, own):
    settings.RETENTION = own

    assert [fault.id for fault in periods_are_lengths(None)] == ["daylight.E016"]


def test_every_class_has_its_period():
    assert set(PERIODS) == set(Keeping)
