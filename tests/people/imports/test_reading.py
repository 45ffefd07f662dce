"""Files are read as they are written, or told exactly where they cannot be."""

import io
import struct
import time
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.imports import limits
from people.imports.faults import Unreadable
from tests.people.imports.files import HEADER, csv_of, rows_of, xlsx_of

ROW = ["00123", "DHAKA", "আমিনা রহমান", "2026-03-01"]
VALUES = {
    "employee_number": "00123",
    "organisation": "DHAKA",
    "full_name": "আমিনা রহমান",
    "started_on": date(2026, 3, 1),
}


def refusal(content: bytes) -> tuple[str, int, str]:
    with pytest.raises(Unreadable) as refused:
        rows_of(content)
    fault = refused.value.fault
    return fault.code, fault.row, fault.column


# --- CSV -----------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_a_table_is_read_whatever_program_wrote_it(separator, encoding, newline):
    text = csv_of(ROW, separator=separator).decode().replace("\r\n", newline)

    rows = rows_of(text.encode(encoding))

    assert [(row.number, row.values, row.faults) for row in rows] == [(2, VALUES, [])]


def test_rows_are_counted_as_a_spreadsheet_counts_them():
    content = csv_of(ROW, ["", "", "", ""], ROW) + b"\r\n" + b",".join([b"9"] * 4) + b"\r\n"

    assert [row.number for row in rows_of(content)] == [2, 4, 6]


def test_headings_may_be_written_as_people_write_them():
    content = csv_of(ROW, header=["Employee number", "ORGANISATION", " Full Name ", "started-on"])

    assert rows_of(content)[0].values == VALUES


def test_a_byte_that_is_no_utf8_is_told_with_its_row_and_column():
    content = csv_of(ROW) + "124,DHAKA,José Núñez,2026-03-01\r\n".encode("cp1252")

    assert refusal(content) == ("not_utf8", 3, "full_name")


def test_another_encoding_behind_a_mark_of_utf8_is_no_utf8():
    content = b"\xef\xbb\xbf" + csv_of() + "124,DHAKA,José,2026-03-01\r\n".encode("cp1252")

    assert refusal(content) == ("not_utf8", 2, "full_name")


def test_utf16_without_its_mark_is_refused():
    assert refusal(csv_of(ROW).decode().encode("utf-16-le"))[0] in {"no_header", "not_utf8"}


def test_half_of_a_utf16_file_is_refused():
    assert refusal(csv_of(ROW).decode().encode("utf-16")[:-1])[0] == "not_utf8"


def test_a_quotation_mark_that_is_not_closed_is_told_at_its_row():
    for rest in (b"", b"1,A,b,2026-01-01\r\n" * 1_000):
        content = csv_of(ROW) + b'1,A,"Nun,2026-01-01\r\n' + rest

        assert refusal(content)[:2] == ("quote_not_closed", 3)


@pytest.mark.parametrize("filling", [b"x", b"x\r\n", b"\x00", b'"'])
def test_a_cell_of_ten_megabytes_ends_early(filling):
    content = csv_of(ROW) + b'1,A,"' + filling * (10_000_000 // len(filling)) + b'",2026-01-01\r\n'

    began = time.process_time()
    code, row, _ = refusal(content)

    assert code in {"line_too_long", "quote_not_closed"}
    assert row == 3
    assert time.process_time() - began < 1


def test_a_cell_with_a_nul_is_wrong_by_itself():
    (row,) = rows_of(csv_of(["1", "A", "Nu\0n", "2026-01-01"]))

    assert [(fault.column, fault.code) for fault in row.faults] == [
        ("full_name", "hidden_character")
    ]
    assert "\0" not in row.faults[0].value


def test_a_row_that_was_cut_off_is_wrong_and_one_with_too_much():
    rows = rows_of(csv_of(ROW, ["1", "A", "Siti"], [*ROW, "cso"]))

    assert [[fault.code for fault in row.faults] for row in rows] == [
        [],
        ["too_few_cells"],
        ["too_many_cells_here"],
    ]


@pytest.mark.parametrize(
    ("header", "code", "column"),
    [
        ([*HEADER, "power"], "no_such_column", "power"),
        ([*HEADER, "is_superuser"], "no_such_column", "is_superuser"),
        ([*HEADER, "full_name"], "column_twice", "full_name"),
        (["employee_number", "full_name"], "column_missing", "organisation"),
        (["a", "b"], "no_header", ""),
    ],
)
def test_a_header_is_ours_or_refused(header, code, column):
    assert refusal(csv_of(header=header)) == (code, 1, column)


def test_rows_have_a_limit(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 2)

    assert refusal(csv_of(ROW, ROW, ROW))[:2] == ("too_many_rows", 4)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"%PDF-1.7", "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_office"),
        (b"PK\x03\x04 and no more", "broken_xlsx"),
    ],
)
def test_what_is_no_table_is_told_so(content, code):
    assert refusal(content)[0] == code


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(content):
    for beginning in (b"", csv_of(), b"PK\x03\x04", b"\xff\xfe"):
        try:
            rows_of(beginning + content)
        except Unreadable as refused:
            assert refused.fault.code  # noqa: PT017 - either is right


@given(st.lists(st.lists(st.text(max_size=20), min_size=4, max_size=4), max_size=5))
def test_any_text_is_read_or_told_by_row_and_column(rows):
    content = csv_of(*rows) if all("\ud800" not in c for r in rows for c in r) else csv_of()

    try:
        found = rows_of(content)
    except Unreadable as refused:
        assert refused.fault.row  # noqa: PT017 - either is right
        return

    for row in found:
        assert all(fault.row == row.number for fault in row.faults)


# --- XLSX ----------------------------------------------------------------------------------


def test_a_workbook_is_read_with_its_days():
    rows = rows_of(xlsx_of({"people": [HEADER, [*ROW[:3], date(2026, 3, 1)]]}))

    assert [(row.number, row.values) for row in rows] == [(2, VALUES)]


def test_a_workbook_may_hold_both_tables():
    organisations = [["organisation", "name"], ["DHAKA", "Dhaka"]]

    rows = rows_of(xlsx_of({"People": [HEADER, ROW], "Organisations": organisations, "x": []}))

    assert [row.values for row in rows] == [VALUES, {"organisation": "DHAKA", "name": "Dhaka"}]


def test_the_only_sheet_may_have_any_name():
    assert rows_of(xlsx_of({"Sheet1": [HEADER, ROW]}))[0].values == VALUES


def test_a_number_or_day_is_never_taken_for_an_employee_number():
    (row, other) = rows_of(
        xlsx_of(
            {
                "people": [
                    HEADER,
                    [123, "A", "Siti", 46082],
                    [date(2026, 1, 2), "A", True, "2026-03-01"],
                ]
            }
        )
    )

    assert [(fault.column, fault.code) for fault in row.faults + other.faults] == [
        ("employee_number", "cell_is_number"),
        ("started_on", "cell_is_number"),
        ("employee_number", "cell_is_date"),
        ("full_name", "cell_is_yes_or_no"),
    ]


def test_a_formula_is_refused_with_its_cell():
    content = xlsx_of({"people": [HEADER, ROW, ["1", "A", None, None]]})
    book = zipfile.ZipFile(io.BytesIO(content))
    sheet = book.read("xl/worksheets/sheet1.xml")
    sheet = sheet.replace(
        b"</sheetData>", b'<row r="4"><c r="C4"><f>1+1</f><v>2</v></c></row></sheetData>'
    )

    with pytest.raises(Unreadable) as refused:
        rows_of(_rewritten(content, {"xl/worksheets/sheet1.xml": sheet}))

    assert (refused.value.fault.code, refused.value.fault.facts) == ("formula", {"place": "C4"})


def _rewritten(content: bytes, members: dict[str, bytes]) -> bytes:
    """The same workbook with other members."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *members}:
            new.writestr(name, members[name] if name in members else old.read(name))
    return out.getvalue()


BOOK = xlsx_of({"people": [HEADER, ROW]})


def test_a_bomb_is_not_unpacked():
    bomb = _rewritten(BOOK, {"xl/media/big.bin": b"\0" * 300_000_000})

    began = time.process_time()

    assert refusal(bomb)[0] == "xlsx_too_large"
    assert time.process_time() - began < 1


def test_a_bomb_that_lies_about_its_size_is_found_out():
    size, true_size = 1_000, 50_000_000
    content = _rewritten(BOOK, {"xl/media/big.bin": b"\0" * true_size})
    told = struct.pack("<L", true_size)

    lying = content.replace(told, struct.pack("<L", size))

    assert lying != content
    assert refusal(lying)[0] == "xlsx_too_large"


def test_a_workbook_of_too_many_parts_is_refused():
    many = {f"xl/media/{number}.bin": b"" for number in range(limits.MOST_MEMBERS + 1)}

    assert refusal(_rewritten(BOOK, many))[0] == "xlsx_too_large"


def test_entities_are_refused_before_anything_reads_them():
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 10)
    )
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">' + laughs + b"]><sst>&l9;</sst>"

    assert refusal(_rewritten(BOOK, {"xl/sharedStrings.xml": xml}))[0] == "xlsx_entities"


def test_a_sheet_that_claims_the_whole_grid_ends_with_a_message():
    far = [[*HEADER], *([[]] * 3)]
    content = xlsx_of({"people": far})
    book = zipfile.ZipFile(io.BytesIO(content))
    sheet = book.read("xl/worksheets/sheet1.xml").replace(
        b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
    )

    assert refusal(_rewritten(content, {"xl/worksheets/sheet1.xml": sheet}))[0] == "xlsx_too_large"


def test_a_locked_or_damaged_workbook_is_told_so():
    damaged = bytearray(BOOK)
    damaged[200:400] = b"\xff" * 200

    assert refusal(bytes(damaged))[0] == "broken_xlsx"
    assert refusal(BOOK[:-30])[0] == "broken_xlsx"
    assert refusal(_rewritten(BOOK, {"xl/workbook.xml": b"<x"}))[0] == "broken_xlsx"


def test_another_archive_is_no_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")

    assert refusal(out.getvalue())[0] == "not_xlsx"
