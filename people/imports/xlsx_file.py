"""Reads XLSX: looks into the archive before anything opens it, then reads it in a process apart.

Pure, no Django. What an archive says about its own sizes is not believed: it is unpacked once, to
nowhere and within a budget. The reader of the sheets gets little memory and time, and all it can do
when a file wants more is to end.
"""

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from people.imports import limits
from people.imports.faults import Unreadable

READER = Path(__file__).with_name("xlsx_rows.py")
SHEETS = "xl/worksheets/"
CHUNK = 256 * 1024
# Longer than anything that is looked for, which may lie across two chunks.
OVERLAP = 200
ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
FORMULA = re.compile(rb"<c\b[^<>]{0,150}>\s{0,9}<f[\s/>]")
PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
LOCAL_HEADER = 30
IS_ENCRYPTED = 0x1

Cell = str | dict[str, str]
Record = tuple[str, int, list[Cell]]


def read(path: Path, scratch: Path) -> Iterator[Record]:
    """Sheet, row number and cells of every row that is not empty. Raises Unreadable.

    `scratch` is a folder for what is written on the way, and used when the file is read again.
    """
    rows = scratch / "rows.jsonl"
    if not rows.exists():
        _inspect_and_convert(path, rows)
    with rows.open(encoding="utf-8") as lines:
        for line in lines:
            sheet, number, cells = json.loads(line)
            yield sheet, number, cells


def _inspect_and_convert(path: Path, rows: Path) -> None:
    try:
        with path.open("rb") as file, ZipFile(file) as archive:
            _inspect(file, archive.infolist())
    except (BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError) as error:
        raise Unreadable("broken_xlsx") from error
    _convert(path, rows)


def _inspect(file: IO[bytes], members: list[ZipInfo]) -> None:
    if len(members) > limits.MOST_MEMBERS:
        raise Unreadable("xlsx_too_large")
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise Unreadable("not_xlsx")
    budget = limits.MOST_UNPACKED
    for member in members:
        if member.flag_bits & IS_ENCRYPTED:
            raise Unreadable("locked_xlsx")
        if member.file_size > budget or member.file_size > limits.MOST_SHRUNK * max(
            member.compress_size, 1024
        ):
            raise Unreadable("xlsx_too_large")
        budget -= _look_through(file, member)


def _look_through(file: IO[bytes], member: ZipInfo) -> int:
    """Unpack a member to nowhere; return its true size. Raises Unreadable for what is in it."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    is_sheet = member.filename.startswith(SHEETS)
    size, before = 0, b""
    for chunk in _unpacked(file, member):
        size += len(chunk)
        if size > member.file_size:  # it says less than it holds
            raise Unreadable("xlsx_too_large")
        piece = before + chunk
        if is_xml and ENTITIES.search(piece):
            raise Unreadable("xlsx_entities")
        if is_sheet and (found := FORMULA.search(piece)):
            place = PLACE.search(found[0])
            raise Unreadable("formula", place=place[1].decode() if place else "?")
        before = piece[-OVERLAP:]
    return size


def _unpacked(file: IO[bytes], member: ZipInfo) -> Iterator[bytes]:
    """The content as its own stream gives it, whatever sizes the archive tells."""
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise Unreadable("broken_xlsx")
    file.seek(member.header_offset)
    header = file.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER:
        raise Unreadable("broken_xlsx")
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = member.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and (packed := file.read(min(CHUNK, left))):
        left -= len(packed)
        if member.compress_type == ZIP_STORED:
            yield packed
            continue
        while packed:
            yield inflate.decompress(packed, CHUNK)
            packed = inflate.unconsumed_tail


def _convert(path: Path, target: Path) -> None:
    command = [
        sys.executable,
        "-I",
        str(READER),
        str(path),
        str(target),
        str(limits.READING_MEMORY),
        str(limits.READING_SECONDS),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, and paths of our own making
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.READING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("xlsx_too_large") from error
    if done.returncode < 0:  # ended from outside: memory or time
        raise Unreadable("xlsx_too_large")
    if done.returncode:
        raise Unreadable("broken_xlsx")
