"""New organisations, moved ones, and trees that cannot be."""

import pytest

from people.models import Membership, Organisation
from tests.people.imports.conftest import member
from tests.people.imports.files import applied, checked, csv_of, faults_of, kinds_of, xlsx_of

HEADER = ["organisation", "name", "kind", "parent", "country", "started_on"]


def test_a_tree_may_be_given_in_any_order(world):
    content = csv_of(
        ["NEW-SITE", "Khulna", "site", "NEW", "BD", "2026-01-01"],
        ["NEW", "New Knit", "supplier", "", "BD", "2026-01-01"],
        header=HEADER,
    )

    run = applied(content, by=world.hr)

    supplier = Organisation.objects.get(code="NEW")
    site = Organisation.objects.get(code="NEW-SITE")
    assert kinds_of(run) == [(3, "organisation_added"), (2, "organisation_added")]
    assert (supplier.parent, supplier.branch) == (world.company, supplier)
    assert (site.parent, site.branch) == (supplier, supplier)
    assert site.path == f"{world.company.pk}.{supplier.pk}.{site.pk}."
    assert checked(content, by=world.hr).counts == {"rows": 2}


def test_a_book_may_bring_a_place_and_its_people_at_once(world):
    content = xlsx_of(
        {
            "people": [
                ["employee_number", "organisation", "full_name", "started_on"],
                ["1", "LAB", "Siti", "2026-01-01"],
            ],
            "organisations": [HEADER, ["LAB", "Lab", "unit", "", "GB", "2026-01-01"]],
        }
    )

    applied(content, by=world.hr)

    assert Membership.objects.get(employee_number="1").organisation.code == "LAB"


def test_what_is_known_is_changed_and_what_must_be_said_is_never_emptied(world):
    content = csv_of(
        ["DELTA", "Delta Knit Ltd", "supplier", "", "", "", "2", ""],
        header=[*HEADER, "tier", "risk_band"],
    )

    run = applied(content, by=world.hr)

    world.supplier.refresh_from_db()
    assert kinds_of(run) == [(2, "organisation_changed")]
    assert (world.supplier.name, world.supplier.country) == ("Delta Knit Ltd", "BD")
    assert (world.supplier.tier, world.supplier.risk_band) == (2, "")


def test_a_site_moves_with_all_below_it_and_its_people(world):
    line = Organisation.objects.get(pk=world.dhaka.pk)
    person = member(world.savar, "1")

    applied(csv_of(["SAVAR", "DHAKA"], header=["organisation", "parent"]), by=world.hr)

    world.savar.refresh_from_db()
    assert world.savar.path == f"{line.path}{world.savar.pk}."
    assert world.savar.branch == world.supplier
    assert person.memberships.get().organisation == world.savar


def test_a_unit_that_moves_takes_its_branch_along(world):
    content = csv_of(
        ["TOP", "Top", "unit", "", "GB", "2026-01-01"],
        ["UNIT", "", "", "TOP", "", ""],
        header=HEADER,
    )

    applied(content, by=world.hr)

    top = Organisation.objects.get(code="TOP")
    world.unit.refresh_from_db()
    assert (world.unit.parent, world.unit.branch) == (top, top)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([["DHAKA", "DHAKA"]], (2, "parent", "organisation_circle")),
        ([["DHAKA", "SAVAR"], ["SAVAR", "DHAKA"]], (2, "parent", "organisation_circle")),
        ([["DELTA", "DHAKA"]], (2, "parent", "organisation_circle")),
        ([["DHAKA", "OTHER"]], (2, "parent", "other_employer")),
        ([["DHAKA", "UNIT"]], (2, "parent", "other_employer")),
        ([["DELTA", "UNIT"]], (2, "parent", "parent_of_wrong_kind")),
        ([["UNIT", "DHAKA"]], (2, "parent", "parent_of_wrong_kind")),
        ([["DHAKA", "NOWHERE"]], (2, "parent", "no_such_organisation")),
        ([["DHAKA", "DELTA"], ["DHAKA", "DELTA"]], (3, "organisation", "row_twice")),
    ],
)
def test_a_tree_that_cannot_be_is_refused(world, rows, fault):
    before = list(Organisation.objects.order_by("pk").values())

    run = checked(csv_of(*rows, header=["organisation", "parent"]), by=world.hr)

    assert faults_of(run)[0] == fault
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_a_new_organisation_says_what_it_is(world):
    run = checked(csv_of(["X", "", "", "", "", ""], header=HEADER), by=world.hr)

    assert [fault[1:] for fault in faults_of(run)] == [
        (column, "needed_for_new") for column in ("name", "kind", "country", "started_on")
    ]


def test_the_kind_of_an_organisation_stays(world):
    run = checked(csv_of(["DELTA", "site"], header=["organisation", "kind"]), by=world.hr)

    assert faults_of(run) == [(2, "kind", "kind_stays")]


def test_people_are_not_told_to_be_wrong_because_of_their_place(world):
    content = xlsx_of(
        {
            "organisations": [HEADER, ["LAB", "Lab", "unit", "", "xx", "2026-01-01"]],
            "people": [
                ["employee_number", "organisation", "full_name", "started_on"],
                ["1", "LAB", "Siti", "2026-01-01"],
            ],
        }
    )

    assert faults_of(checked(content, by=world.hr)) == [(2, "country", "no_country")]
