"""Earlier completions from a file: all or nothing, once, by two people, with every fault told."""

import io
from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from courses import actions
from courses.models import Completion, Enrolment
from courses.rules import engine
from courses.rules.models import AssignmentRule
from people.calendar import reporting_day
from people.models import Organisation, Power
from tests.courses.rows import everything_of
from tests.factories import (
    EditionFactory,
    EnrolmentFactory,
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
    RuleFactory,
)

pytestmark = pytest.mark.django_db

HEADER = "employee_number,organisation,programme,completed_on,reference"


@pytest.fixture
def company():
    return OrganisationFactory(code="HQ")


@pytest.fixture
def amina(company):
    post = MembershipFactory(
        organisation=company, employee_number="00123", person__full_name="Amina Rahman"
    )
    return post.person


@pytest.fixture
def deciders(company):
    people = [PersonFactory(email=f"{name}@daylight.example") for name in ("one", "two")]
    for person, power in zip(people, (Power.CSO, Power.PEOPLE_ADMINISTRATOR), strict=True):
        GrantFactory(person=person, power=power, organisation=company)
    return {"by": people[0].email, "confirmed_by": people[1].email}


@pytest.fixture
def bring_in(tmp_path, deciders):
    def run(*lines, **options):
        file = tmp_path / "earlier.csv"
        file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command(
                "import_completions", str(file), **deciders | options, stdout=out, stderr=err
            )
        except CommandError as error:
            return f"{err.getvalue()}{error}"
        return out.getvalue()

    return run


def done():
    rows = Completion.objects.order_by("completed_on")
    return list(rows.values_list("enrolment__cycle", "completed_on", "expires_on", "reference"))


def test_two_cycles_come_in_the_order_of_their_days_and_once(bring_in, amina):
    ProgrammeFactory(code="B", validity_months=24)
    rows = [
        "00123,HQ,B,2025-03-01,Certificate 2",
        "00123,HQ,B,2023-03-31,Certificate 1",
        "00123,HQ,B,2023-03-31,Certificate 1",
    ]

    assert "Nothing was changed" in bring_in(*rows, dry_run=True)
    assert done() == []
    assert "2  completions to add" in bring_in(*rows)
    before = everything_of(Enrolment.objects.first())
    again = bring_in(*rows)

    assert "0  completions to add" in again
    assert "2  on record already" in again
    assert everything_of(Enrolment.objects.first()) == before
    assert done() == [
        (1, date(2023, 3, 31), date(2025, 3, 31), "Certificate 1"),
        (2, date(2025, 3, 1), date(2027, 3, 31), "Certificate 2"),
    ]
    made = Completion.objects.first()
    assert (made.evidence, made.recorded_by.email, made.confirmed_by.email) == (
        "recognised",
        "one@daylight.example",
        "two@daylight.example",
    )


def test_what_waits_to_be_done_is_done_by_it(bring_in, amina):
    waiting = EnrolmentFactory(person=amina, programme__code="B")

    bring_in("00123,HQ,B,2025-03-01,Certificate 2")

    assert Completion.objects.get().enrolment == waiting


def test_what_has_run_out_does_not_count_as_what_is_still_to_be_done(bring_in, amina, monkeypatch):
    waiting = EnrolmentFactory(person=amina, programme__code="B")
    ProgrammeFactory(code="C")
    years = reporting_day().year
    old = f"00123,HQ,B,{years - 3}-03-01,Certificate 1"

    told = bring_in(old)

    assert "2 completed_on: This has run out by now" in told
    assert not hasattr(Enrolment.objects.get(pk=waiting.pk), "completion")
    # What nobody has to do comes in with its day, also where that is over.
    assert "Done." in bring_in(f"00123,HQ,C,{years - 3}-03-01,Certificate 1")
    # It is asked of her after the plan was made.
    monkeypatch.setattr("courses.history.planning.comes_too_late", lambda *_: False)
    assert "the record has just changed" in bring_in(old)
    assert Completion.objects.count() == 1


def test_what_was_learnt_for_another_programme_does_not_come_before_the_evidence(bring_in, amina):
    module = EditionFactory().module
    EnrolmentFactory(person=amina, programme=ProgrammeFactory(modules=[module]), completed=True)
    ProgrammeFactory(code="B", modules=[module])

    bring_in("00123,HQ,B,2025-03-01,Certificate 2")

    made = Completion.objects.get(enrolment__programme__code="B")
    assert (made.evidence, made.completed_on) == ("recognised", date(2025, 3, 1))


def test_a_programme_that_is_kept_only_to_count_needs_nothing_to_do(bring_in, amina):
    ProgrammeFactory(code="B", modules=[])

    assert "Done." in bring_in("00123,HQ,B,2025-03-01,Certificate 2")
    assert len(done()) == 1


def test_what_is_in_hand_for_another_programme_goes_on(bring_in, amina):
    module, further = EditionFactory().module, EditionFactory().module
    other = EnrolmentFactory(person=amina, programme=ProgrammeFactory(modules=[module, further]))
    study = actions.open_study(amina, module)
    ProgrammeFactory(code="B", modules=[module])
    before = everything_of(other)

    bring_in("00123,HQ,B,2022-03-01,Certificate 1", "00123,HQ,B,2025-03-01,Certificate 2")

    study.refresh_from_db()
    assert study.closed_at is None
    assert everything_of(other) == before
    assert list(study.requirements.values_list("enrolment", flat=True)) == [other.pk]


def test_what_the_rules_took_back_is_done_by_it_for_nobody_decided_that(bring_in, amina):
    rule = RuleFactory(programme__code="B", organisation=Organisation.objects.get(code="HQ"))
    engine.run()
    AssignmentRule.objects.update(ended_at=timezone.now())
    assert engine.run() == {"went": 1}

    assert "Done." in bring_in("00123,HQ,B,2025-03-01,Certificate 2")

    row = Enrolment.objects.get()
    assert (row.withdrawn_at, row.reason, row.due_on, row.is_mandatory) == (None, "", None, False)
    assert (row.completion.completed_on, row.cycle) == (date(2025, 3, 1), 1)
    RuleFactory(programme=rule.programme, organisation=rule.organisation)
    with time_machine.travel("2025-06-01T10:00Z"):
        assert engine.run() == {}


def test_everything_wrong_is_told_with_its_place_and_nothing_is_kept(bring_in, amina):
    ProgrammeFactory(code="B")
    ProgrammeFactory(code="D", is_open=True)
    MembershipFactory(organisation__code="OTHER", employee_number="7")

    told = bring_in(
        "00123,HQ,B,2025-03-01,Certificate 1",
        "7,HQ,B,2025-03-01,Certificate 2",
        "00123,NOWHERE,B,2025-03-01,Certificate 3",
        "00123,HQ,D,2025-03-01,Certificate 4",
        "00123,HQ,B,03/04/2025,Certificate 5",
        "00123,HQ,B,2999-01-01,Certificate 6",
        "00123,HQ,B,2025-05-01,",
        "00123,HQ,B,2025-05-01,=HYPERLINK(1)",
    )

    assert [line.split(": ")[0] for line in told.splitlines()[:-1]] == [
        "3 employee_number",
        "4 organisation",
        "5 programme",
        "6 completed_on",
        "7 completed_on",
        "8 reference",
        "9 reference",
    ]
    assert told.endswith("the file has 7 errors.")
    assert done() == []


def test_nothing_is_put_before_what_is_on_record_or_past_what_people_decided(bring_in, amina):
    ProgrammeFactory(code="B")
    bring_in("00123,HQ,B,2025-03-01,Certificate 2")
    left = EnrolmentFactory(person=amina, programme__code="C")
    actions.withdraw(left, by=PersonFactory(), reason="moved")

    told = bring_in("00123,HQ,B,2024-03-01,Certificate 1", "00123,HQ,C,2024-03-01,Certificate 1")

    assert "2 completed_on: A later completion is on record" in told
    assert "3 programme: Somebody was released" in told
    assert len(done()) == 1


def test_the_same_number_at_a_supplier_is_somebody_else(bring_in, amina, company):
    ProgrammeFactory(code="B")
    supplier = OrganisationFactory(supplier=True, parent=company, code="DELTA")
    MembershipFactory(organisation=supplier, employee_number="00123")

    bring_in("00123,HQ,B,2025-03-01,Certificate 2")

    assert Completion.objects.get().enrolment.person == amina


def test_two_different_people_of_the_company_stand_for_it_and_never_for_their_own(
    bring_in, deciders, company
):
    ProgrammeFactory(code="B")
    own = MembershipFactory(
        organisation=company, employee_number="1", person__email="me@daylight.example"
    )
    GrantFactory(person=own.person, power=Power.CSO, organisation=company)
    row = "1,HQ,B,2025-03-01,Certificate 2"

    assert "Two different people" in bring_in(row, confirmed_by=deciders["by"])
    assert "nobody who may decide" in bring_in(row, confirmed_by=PersonFactory().email)
    assert "a completion of her own" in bring_in(row, confirmed_by="me@daylight.example")
    assert done() == []


def test_a_row_that_was_cut_off_is_told(bring_in):
    assert "2: This row has fewer cells" in bring_in("00123,HQ")


def test_what_was_done_before_comes_in_where_nothing_may_begin(bring_in, company):
    ProgrammeFactory(code="B")
    supplier = OrganisationFactory(supplier=True, parent=company)
    site = OrganisationFactory(site=True, parent=supplier, code="MILL", has_card=False)
    MembershipFactory(organisation=site, employee_number="9")

    assert "1  completions to add" in bring_in("9,MILL,B,2025-03-01,Certificate 2")
    assert len(done()) == 1


def test_a_day_that_nobody_has_evidence_of_is_refused(bring_in, amina):
    ProgrammeFactory(code="B")
    years = reporting_day().year - 20

    told = bring_in(f"00123,HQ,B,{years - 1}-12-31,Certificate 1", "00123,HQ,B,1990-01-01,One")

    for line in (2, 3):
        assert f"{line} completed_on: This day is more than 20 years ago." in told
    assert done() == []
    assert "1  completions to add" in bring_in(f"00123,HQ,B,{years + 1}-01-01,Certificate 1")


def test_nothing_is_brought_in_of_who_works_where_it_is_restricted(bring_in, company, amina):
    ProgrammeFactory(code="B", audience_roles=["supervisor"])
    ProgrammeFactory(code="A", audience_roles=["manager"])
    Organisation.objects.filter(pk=company.pk).update(state="restricted")
    row = "00123,HQ,B,2025-03-01,Certificate 1"

    told = bring_in(row)

    assert "2 organisation: This site is restricted: no workers are kept here. (HQ)" in told
    assert done() == []
    assert "1  completions to add" in bring_in("00123,HQ,A,2025-03-01,Certificate 1")
    MembershipFactory(person=amina)  # also works where it is safe
    assert "1  completions to add" in bring_in(row)
