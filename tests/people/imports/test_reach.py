"""Nobody reaches further by a file than by hand; what is out of reach is as if it did not exist."""

import pytest

from people import access
from people.models import Grant, Membership, Person
from tests.factories import PersonFactory
from tests.people.imports.conftest import member
from tests.people.imports.files import HEADER, applied, checked, csv_of, faults_of, kinds_of

pytestmark = pytest.mark.django_db


def told(run) -> list[tuple[str, dict[str, object]]]:
    return list(run.faults.order_by("position").values_list("code", "facts"))


def test_a_people_administrator_brings_in_the_own_workforce_and_a_supplier_its_own(world):
    of_hr = {node.code for node in access.importable(world.hr)}
    of_supplier = {node.code for node in access.importable(world.administrator)}

    assert of_hr == {"HQ", "UNIT"}
    assert of_supplier == {"DELTA", "DHAKA", "SAVAR"}
    assert not access.may_import(PersonFactory())


@pytest.mark.parametrize("place", ["OTHER", "UNIT", "HQ", "NOWHERE"])
def test_a_place_out_of_reach_is_answered_like_one_that_is_not_there(world, place):
    run = checked(csv_of(["1", place, "Siti", "2026-01-05"]), by=world.administrator)

    assert told(run) == [("no_such_organisation", {})]


def test_another_suppliers_person_is_never_found_by_number(world):
    canary = member(world.other, "7", full_name="Canary")

    run = checked(csv_of(["7", "DHAKA", "Siti", "2026-01-05"]), by=world.administrator)

    assert kinds_of(run) == [(2, "joined")]
    assert "Canary" not in str(list(run.changes.values()))
    applied(csv_of(["7", "DHAKA", "Siti", "2026-01-05"]), by=world.administrator)
    canary.refresh_from_db()
    assert canary.full_name == "Canary"
    assert canary.memberships.count() == 1


def test_another_suppliers_person_is_never_found_as_a_manager(world):
    member(world.other, "7")

    for number in ("7", "8"):
        content = csv_of(["1", "DHAKA", "Siti", "2026-01-05", number], header=[*HEADER, "manager"])
        run = checked(content, by=world.administrator)
        assert told(run) == [("no_such_manager", {})]


def test_an_address_that_somebody_has_tells_nothing(world):
    member(world.other, "7", email="canary@example.org")
    content = csv_of(
        ["1", "DHAKA", "Siti", "2026-01-05", "Canary@example.org"],
        ["2", "DHAKA", "Amina", "2026-01-05", "free@example.org"],
        header=[*HEADER, "email"],
    )

    run = checked(content, by=world.administrator)
    taken, free = run.changes.order_by("position")
    assert set(taken.facts) == set(free.facts)
    assert run.faults.count() == 0

    applied(content, by=world.administrator)
    again = checked(content, by=world.administrator)

    posts = Membership.objects.filter(organisation=world.dhaka).order_by("employee_number")
    assert [post.person.email for post in posts] == ["", "free@example.org"]
    assert [post.work_email for post in posts] == ["Canary@example.org", "free@example.org"]
    assert again.counts == {"rows": 2}
    assert Person.objects.get(email="canary@example.org").memberships.count() == 1


def test_the_name_of_somebody_who_also_works_elsewhere_is_not_ours_to_change(world):
    person = member(world.dhaka, "7", full_name="Siti")
    Membership.objects.create(
        person=person,
        organisation=world.other,
        workforce_type="supplier_staff",
        started_on="2025-01-01",
    )

    run = checked(csv_of(["7", "DHAKA", "Other"], header=HEADER[:3]), by=world.administrator)

    assert (kinds_of(run), faults_of(run)) == ([], [])


def test_an_import_never_gives_or_takes_a_power(world):
    member(world.unit, "7")
    before = list(Grant.objects.order_by("pk").values())

    for column in ("power", "powers", "is_superuser", "is_staff", "grant", "groups"):
        content = csv_of(["7", "UNIT", "cso"], header=["employee_number", "organisation", column])
        assert faults_of(checked(content, by=world.hr)) == [(1, column, "no_such_column")]
    applied(
        csv_of(["7", "UNIT", "manager"], header=["employee_number", "organisation", "roles"]),
        by=world.hr,
    )

    assert list(Grant.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("code", ["DELTA", "DHAKA", "OTHER", "NOWHERE"])
def test_a_supplier_administrator_shapes_no_organisation(world, code):
    content = csv_of(
        [code, "Mine", "site", "DELTA", "BD", "2026-01-05"],
        header=["organisation", "name", "kind", "parent", "country", "started_on"],
    )

    codes = {fault[2] for fault in faults_of(checked(content, by=world.administrator))}

    known = code in {"DELTA", "DHAKA"}
    assert codes == {"not_yours_to_change" if known else "not_yours_to_add"} | (
        {"kind_stays"} & codes
    )


def test_a_people_administrator_is_told_who_brings_in_a_suppliers_people(world):
    run = checked(csv_of(["1", "DHAKA", "Siti", "2026-01-05"]), by=world.hr)

    assert told(run) == [("not_yours_to_fill", {})]


def test_the_operator_reaches_everything(world):
    applied(csv_of(["1", "DHAKA", "Siti", "2026-01-05"], ["2", "UNIT", "Amina", "2026-01-05"]))

    types = dict(Membership.objects.values_list("employee_number", "workforce_type"))
    assert types == {"1": "supplier_staff", "2": "employee"}


def test_planning_asks_as_many_questions_for_many_rows_as_for_few(
    world, django_assert_max_num_queries
):
    for count in (5, 500):
        rows = [[f"{n:05}", "UNIT", f"P {n}", "2026-01-05"] for n in range(count)]
        with django_assert_max_num_queries(26):
            checked(csv_of(*rows), by=world.hr)


def test_applying_asks_as_many_questions_for_many_rows_as_for_few(
    world, django_assert_max_num_queries
):
    rows = [[f"{n:05}", "UNIT", f"P {n}", "2026-01-05"] for n in range(400)]
    with django_assert_max_num_queries(92):
        applied(csv_of(*rows), by=world.hr)
