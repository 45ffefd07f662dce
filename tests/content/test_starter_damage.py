"""Starter files that somebody damaged: told with file and line in plain words, and at once."""

import re
import shutil
import time
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content import starter_files
from content.models import ModulePage
from tests.content.starter_texts import MODULE, PROGRAMMES, SPANISH

REAL = Path(starter_files.__file__).parent / "starter"
TOLD = re.compile(r"^(?:home|programmes|[A-Z]\d/\w+)\.yaml, line \d+: \S.*$", re.MULTILINE)

LAUGHTER = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "B3").mkdir()
    (tmp_path / "B3" / "en.yaml").write_text(MODULE)
    (tmp_path / "B3" / "es.yaml").write_text(SPANISH)
    (tmp_path / "programmes.yaml").write_text(PROGRAMMES)
    shutil.copy(REAL / "home.yaml", tmp_path)
    return tmp_path


def told_of(folder):
    with pytest.raises(CommandError) as mistakes:
        call_command("load_starter", folder, "--check")
    return str(mistakes.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "line 1: the file is empty"),
        (b"null\n", "line 1: the file is empty"),
        (b"# only a remark\n", "line 1: the file is empty"),
        (b"just words\n", "line 1: the file must hold a module"),
        (MODULE.encode("utf-16"), "line 1: this is not UTF-8"),
        (b"module: B3\ntitle: caf\xe9\n", "line 2: this is not UTF-8"),
        (b"module: B3\ntitle: a\x00b\n", "line 2: a character that is no text: U+0000"),
        (b"module: B3\na: &a [*a]\n", "line 2: “&” and “*” before a value are not taken"),
        (LAUGHTER.encode(), "line 1: “&” and “*” before a value are not taken"),
        (b"title: !!timestamp soon\n", "line 1: “!” before a value is not taken"),
        (b"title: 2027-13-45\n", "line 1: there is no such value"),
        (b"title: =\n", "line 1: there is no such value"),
        (b"minutes: 1" + b":1" * 400 + b".5\n", "line 1: there is no such value"),
        (b"\n" + b"[" * 3000, "line 2: more than 20 parts stand inside one another"),
        (b"a: " * 3000, "line 1: not readable as YAML"),
        (b"title: x\n" * 40_000, "line 1: the file is larger than 256 KB"),
    ],
)
@pytest.mark.parametrize("name", ["B3/en.yaml", "B3/es.yaml"])
def test_a_file_that_cannot_be_taken_is_told(folder, name, content, told):
    (folder / name).write_bytes(content)
    begun = time.monotonic()

    mistakes = told_of(folder)

    assert f"{name}, {told}" in mistakes
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("name", ["home.yaml", "programmes.yaml"])
def test_an_empty_file_beside_the_modules_is_told(folder, name):
    (folder / name).write_text("")

    assert f"{name}, line 1: the file is empty" in told_of(folder)


def test_a_folder_in_a_files_place_is_told(folder):
    (folder / "B3" / "en.yaml").unlink()
    (folder / "B3" / "en.yaml").mkdir()

    assert "B3/en.yaml, line 1: a folder or a device stands where" in told_of(folder)


def test_a_file_that_may_not_be_read_is_told(folder):
    (folder / "B3" / "en.yaml").unlink()
    (folder / "B3" / "en.yaml").symlink_to("en.yaml")

    assert "B3/en.yaml, line 1: the file " in told_of(folder)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("      kind: single", "      kind: [single]", "“kind” must be one of"),
        ("        kind: text", "        kind: [text]", "“kind” must be one of"),
        ("      - key: t1", "      - key: [t1]", "a key is lower-case letters"),
        ("  - key: o1", "  - key: {a: b}", "a key is lower-case letters"),
        ("          leads_to: second", "          leads_to: [second]", "a key is lower-case"),
        ("minutes: 7", "minutes: 0x" + "f" * 5000, "“minutes” must be a whole number from 1"),
        ("title: Who paid?", f"title: {'a' * 201}", "“title” is longer than 200 characters"),
        ("minutes: 7", "minutes: 7\nreview_by: 2027-06-30 10:00:00", "“review_by” must be a day"),
    ],
)
def test_a_value_of_another_kind_is_told_with_its_line(folder, before, after, told):
    file = folder / "B3" / "en.yaml"
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after, 1))

    assert told in told_of(folder)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("[procurement]", "[[procurement]]", "line 2: “audience_roles” must be a list of"),
        ("{en: Risk, es: Riesgo}", "{en: Risk, xx: R}", "line 12: the language “xx” is not known"),
        ("code: B1", "code: [B1]", "line 10: a code is capital letters"),
        ("months: 24", "months: 2", "line 1: “renewal_window_days” must be fewer days than"),
        ("months: 24", "months: 9999999", "line 3: “validity_months” must be a whole number"),
    ],
)
def test_a_faulty_programme_is_told(folder, before, after, told):
    assert before in PROGRAMMES
    (folder / "programmes.yaml").write_text(PROGRAMMES.replace(before, after, 1))

    assert f"programmes.yaml, {told}" in told_of(folder)


def test_a_file_in_no_language_is_told(folder):
    (folder / "B3" / "xx.yaml").write_text(SPANISH)

    assert "B3/xx.yaml, line 1: the language “xx” is not known" in told_of(folder)


@pytest.mark.django_db
def test_what_only_loading_can_find_out_loads_nothing(folder):
    file = folder / "B3" / "es.yaml"
    file.write_text(SPANISH.replace("          Ari pagó.", "          &nbsp;"))

    with pytest.raises(CommandError, match=r"(?s)B3/es.yaml, line 1: .*Nothing was loaded"):
        call_command("load_starter", folder)

    assert not ModulePage.objects.exists()


# --- any damage whatever -------------------------------------------------------------------

LINES = (REAL / "D1" / "en.yaml").read_text().splitlines()[:60]
SCRAPS = st.one_of(
    st.sampled_from([
        "[]", "{}", "[a, [b]]", "{a: {b: c}}", "null", "~", "yes", "-1", "0x1F", "1e400", ".nan",
        "2027-02-30", "&a x", "*a", "!!int x", "'", '"', "|", ">", "- - -", "? x", "<<", "=",
        "%YAML 9.9", "---", "...", "\t", "\x85", "\u2028", "#", "key: [t1]", "kind: {}",
    ]),
    st.text(max_size=12),
    st.integers().map(str),
)  # fmt: skip


@st.composite
def damaged(draw):
    """The beginning of a real file with some lines lost, repeated, moved or given another value."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["lose", "repeat", "indent", "value", "insert", "whole"])):
            case "lose":
                del lines[at]
            case "repeat":
                lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
            case "indent":
                lines[at] = " " * draw(st.integers(0, 14)) + lines[at].lstrip()
            case "value":
                lines[at] = f"{lines[at].partition(':')[0]}: {draw(SCRAPS)}"
            case "insert":
                indent = len(lines[at]) - len(lines[at].lstrip())
                lines.insert(at, " " * indent + draw(SCRAPS))
            case "whole":
                lines[at] = draw(SCRAPS)
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def open_module(tmp_path_factory):
    """A folder of one module, cut from a real one."""
    place = tmp_path_factory.mktemp("starter")
    (place / "D1").mkdir()
    (place / "home.yaml").write_text("en: {title: Home, intro: Here, body: Welcome}\n")
    programmes = yaml.safe_load(PROGRAMMES)
    programmes[0] |= {"code": "D", "modules": [{"code": "D1"}]}
    (place / "programmes.yaml").write_text(yaml.safe_dump(programmes))
    return place


@given(text=damaged())
@settings(
    max_examples=100, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_damaged_is_told_or_taken(open_module, text):
    (open_module / "D1" / "en.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))

    with suppress(CommandError):
        call_command("load_starter", open_module, "--check", stdout=StringIO())
        return
    assert TOLD.search(told_of(open_module))
