"""The screens of an import: a file in, its plan or its errors out, and nobody else's."""

import csv
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from people.imports import actions, limits, pages
from people.imports.columns import TABLES
from people.imports.models import ImportRun
from people.models import Membership, Organisation
from tests.factories import GrantFactory, PersonFactory
from tests.people.imports.conftest import member
from tests.people.imports.files import HEADER, applied, checked, csv_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr(world, client):
    client.force_login(world.hr)
    return client


def upload(client: Client, content: bytes, name: str = "staff.csv"):
    return client.post(reverse("imports"), {"file": SimpleUploadedFile(name, content)})


def shown(client: Client, run: ImportRun, **query: str):
    return client.get(reverse("import", args=[run.uuid]), query)


def test_a_file_is_uploaded_checked_and_applied(world, hr):
    answer = upload(hr, csv_of(["1", "UNIT", "Siti", "2026-01-05"]))
    run = ImportRun.objects.get()
    assert answer["Location"] == reverse("import", args=[run.uuid])
    assert "data-look-again" in hr.get(answer["Location"]).content.decode()
    actions.check(run)
    run.refresh_from_db()

    page = shown(hr, run).content.decode()
    assert "Siti" in page
    assert "Apply all of it" in page
    hr.post(reverse("import-apply", args=[run.uuid]), {"plan": run.plan_digest})
    run.refresh_from_db()
    assert run.state == "applying"
    assert "data-look-again" in shown(hr, run).content.decode()
    actions.apply(run)

    assert "All of it is applied" in shown(hr, run).content.decode()
    assert Membership.objects.get(employee_number="1").person.full_name == "Siti"


def test_what_was_shown_anew_is_not_applied_unseen(world, hr):
    run = checked(csv_of(["1", "UNIT", "Siti", "2026-01-05"]), by=world.hr)

    answer = hr.post(
        reverse("import-apply", args=[run.uuid]), {"plan": "what was there before"}, follow=True
    )

    assert "is not what it was" in answer.content.decode()
    run.refresh_from_db()
    assert run.state == "ready"


def test_a_plan_that_was_shown_anew_says_so(world, hr):
    run = checked(csv_of(["1", "UNIT", "Siti", "2026-01-05"]), by=world.hr)
    actions.confirm(run, run.plan_digest, in_background=False)
    member(world.unit, "1")
    actions.apply(run)
    run.refresh_from_db()

    assert "The record has changed since you looked" in shown(hr, run).content.decode()


def test_errors_are_told_by_row_and_column_in_the_readers_language(world, hr):
    run = checked(csv_of(["1", "UNIT", "Siti", "03/04/2026"]), by=world.hr)
    world.hr.language = "ar"
    world.hr.save()

    page = shown(hr, run).content.decode()

    assert "started_on" in page
    assert "اكتبوا الأيام هكذا" in page


def test_what_is_in_a_file_is_shown_as_text(world, hr):
    script = "<script>alert(1)</script>"
    for content in (
        csv_of(["1", "UNIT", script, "2026-01-05"]),
        csv_of([script, script, script, script]),
        csv_of(header=["employee_number", "organisation", script]),
    ):
        page = shown(hr, checked(content, by=world.hr)).content.decode()

        assert script not in page
        assert "&lt;script&gt;" in page


def test_errors_can_be_taken_along_and_nothing_in_them_runs(world, hr):
    run = checked(csv_of(["=1+1", "UNIT", "@SUM(A1)", "+1"]), by=world.hr)

    answer = hr.get(reverse("import-faults", args=[run.uuid]))
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    assert answer["Content-Disposition"] == 'attachment; filename="errors.csv"'
    assert [row[3] for row in rows[1:]] == ["'=1+1", "'@SUM(A1)", "'+1"]


def test_a_long_plan_is_told_page_by_page_and_by_kind(world, hr, monkeypatch):
    monkeypatch.setattr(pages, "A_PAGE", 10)
    member(world.unit, "00003", full_name="Another")
    run = checked(
        csv_of(*[[f"{n:05}", "UNIT", f"Person {n:05}", "2026-01-05"] for n in range(25)]),
        by=world.hr,
    )

    seen, query = [], ""
    while True:
        page = hr.get(reverse("import", args=[run.uuid]) + query).content.decode()
        seen += re.findall(r"<bdi>Person (\d+)</bdi><span", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if not following:
            break
        query = following[1].replace("&amp;", "&")
    back = re.search(r'rel="prev" href="([^"]+)"', page)[1].replace("&amp;", "&")
    before = hr.get(reverse("import", args=[run.uuid]) + back).content.decode()

    assert seen == [f"{n:05}" for n in range(25)]
    assert re.findall(r"<bdi>Person (\d+)</bdi><span", before) == seen[10:20]
    only = shown(hr, run, kind="changed").content.decode()
    assert re.findall(r"<bdi>Person (\d+)</bdi><span", only) == ["00003"]


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 30, "٣", "1e3"])
def test_an_odd_place_in_a_list_is_its_beginning(world, hr, odd):
    run = checked(csv_of(["1", "UNIT", "Siti", "2026-01-05"]), by=world.hr)

    assert "Siti" in shown(hr, run, after=odd, before=odd, kind=odd).content.decode()


def test_a_page_of_a_plan_asks_a_fixed_number_of_questions(
    world, hr, django_assert_max_num_queries
):
    boss = member(world.unit, "boss")
    assert boss
    rows = [[f"{n:05}", "UNIT", f"P {n}", "2026-01-05", "boss"] for n in range(60)]
    run = checked(csv_of(*rows, header=[*HEADER, "manager"]), by=world.hr)
    shown(hr, run)

    with django_assert_max_num_queries(9):  # one less where sessions are in the cache
        shown(hr, run)


# --- what is refused -----------------------------------------------------------------------


def test_nothing_and_an_empty_file_are_told_at_the_field(world, hr):
    for files in ({}, {"file": SimpleUploadedFile("a.csv", b"")}):
        answer = hr.post(reverse("imports"), files)

        assert answer.status_code == 422
        assert 'id="id_file_error"' in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_what_is_too_large_is_refused_before_it_is_read(world, hr, monkeypatch):
    monkeypatch.setattr(limits, "MOST_BYTES", 10)

    answer = upload(hr, b"x" * 100_000)

    assert answer.status_code == 413
    assert "larger than" in answer.content.decode()
    assert upload(hr, b"x" * 100).status_code == 422
    assert not ImportRun.objects.exists()


def test_an_upload_without_its_token_is_refused(world):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.hr)

    assert upload(strict, csv_of()).status_code == 403
    assert not ImportRun.objects.exists()


def test_only_a_few_files_wait_at_a_time(world, hr):
    for _ in range(3):
        assert upload(hr, csv_of()).status_code == 302

    assert upload(hr, csv_of()).status_code == 422


def test_a_file_given_up_is_gone_from_the_list(world, hr):
    run = checked(csv_of(["1", "UNIT", "Siti", "2026-01-05"]), by=world.hr)

    answer = hr.post(reverse("import-discard", args=[run.uuid]), follow=True)

    assert "The file was deleted" in answer.content.decode()
    assert str(run.uuid) not in answer.content.decode()
    assert "nothing was changed" in shown(hr, run).content.decode()


# --- who may -------------------------------------------------------------------------------


def test_anothers_import_is_as_one_that_does_not_exist(world, client):
    run = checked(csv_of(["1", "UNIT", "Siti", "2026-01-05"]), by=world.hr)
    colleague = GrantFactory(power="hr", organisation=world.company).person

    for person in (colleague, world.administrator, PersonFactory()):
        client.force_login(person)
        assert shown(client, run).status_code == 404
        for name in ("import-apply", "import-discard"):
            answer = client.post(reverse(name, args=[run.uuid]), {"plan": run.plan_digest})
            assert answer.status_code == 404
        assert client.get(reverse("import-faults", args=[run.uuid])).status_code == 404
    run.refresh_from_db()
    assert run.state == "ready"


def test_without_the_power_not_even_ones_own_import_opens(world, hr):
    run = checked(csv_of(["1", "UNIT", "Siti", "2026-01-05"]), by=world.hr)
    world.hr.grants.update(ended_at="2026-06-15T11:00:00Z")

    assert shown(hr, run).status_code == 404
    assert hr.get(reverse("imports")).status_code == 404
    assert upload(hr, csv_of()).status_code == 404


def test_a_supplier_administrator_finds_the_import_on_her_sites(world, client):
    client.force_login(world.administrator)

    assert reverse("imports") in client.get(reverse("sites")).content.decode()
    assert client.get(reverse("imports")).status_code == 200


def test_a_people_administrator_finds_it_among_what_she_manages(world, hr):
    assert f'href="{reverse("manage")}"' in hr.get(reverse("my-learning")).content.decode()
    assert f'href="{reverse("imports")}"' in hr.get(reverse("manage")).content.decode()


# --- what can be taken away ----------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_templates_are_ours_and_hold_nobody(world, hr, language):
    world.hr.language = language
    world.hr.save()

    book = hr.get(reverse("import-template", args=["people.xlsx"])).content

    assert rows_of(book) == []
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert not any(
            b"<f" in archive.read(name) for name in archive.namelist() if "sheet" in name
        )
    for table, columns in TABLES.items():
        answer = hr.get(reverse("import-template", args=[f"{table}.csv"]))
        header = answer.getvalue().decode("utf-8-sig").strip().split(",")
        assert header == [column.name for column in columns]
    assert hr.get(reverse("import-template", args=["secret.csv"])).status_code == 404


def test_the_organisations_can_be_given_back_and_nothing_changes(world, hr):
    Organisation.objects.filter(pk=world.dhaka.pk).update(name="Dhaka “2”, floor 3")

    content = hr.get(reverse("import-organisations")).getvalue()
    run = checked(content, by=world.hr)

    assert (run.state, run.counts) == ("ready", {"rows": 6})


def test_a_supplier_administrator_is_told_of_her_own_organisations_only(world, client):
    client.force_login(world.administrator)

    content = client.get(reverse("import-organisations")).getvalue().decode()

    assert "DHAKA" in content
    assert "Canary" not in content
    assert "UNIT" not in content


def test_every_language_tells_every_kind_of_change(world, hr):
    member(world.unit, "7")
    run = applied(
        csv_of(
            ["7", "UNIT", "Other", "2026-12-31", "manager", "yes", "2026-07-01", "2026-09-30"],
            header=[
                *("employee_number", "organisation", "full_name", "last_day", "roles"),
                *("decision_maker", "leave_from", "leave_until"),
            ],
        ),
        by=world.hr,
    )

    for language in ("en", "es", "ar"):
        with override(language):
            world.hr.language = language
            world.hr.save()
            assert shown(hr, run).status_code == 200
