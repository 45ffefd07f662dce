"""The starter's files: every mistake with its line, and loading that changes only what changed."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from content import starter_files, starter_pages
from content.models import ModulePage
from content.starter_parts import StarterNotSound
from courses.models import Edition
from tests.content.starter_texts import MODULE, PROGRAMMES, SPANISH
from tests.factories import PersonFactory

REAL = Path(starter_files.__file__).parent / "starter"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "B3").mkdir()
    (tmp_path / "B3" / "en.yaml").write_text(MODULE)
    (tmp_path / "B3" / "es.yaml").write_text(SPANISH)
    (tmp_path / "programmes.yaml").write_text(PROGRAMMES)
    shutil.copy(REAL / "home.yaml", tmp_path)
    return tmp_path


def change(folder, name, before, after):
    file = folder / name
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after, 1))


def line_of(folder, name, words):
    lines = (folder / name).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("    minutes: 4\n", "    minutes: 4\n    colour: red\n", "“colour” is not known here"),
        ("    minutes: 4\n", "    minutes: four\n", "“minutes” must be a whole number from 1"),
        ("    minutes: 4\n", "    minutes: 0\n", "“minutes” must be a whole number from 1"),
        ("    minutes: 4\n", "    minutes: 4\n    minutes: 5\n", "“minutes” stands twice"),
        ("        kind: text\n", "        kind: poem\n", "“kind” must be one of"),
        ("  - key: one\n", "  - key: One Two\n", "a key is lower-case letters, digits and hyphens"),
        ("  leads_to: second\n", "  leads_to: first\n", "“first” is not a later decision"),
        ("  judgement: better\n", "  judgement: good\n", "“judgement” must be one of"),
        ("          text: Me\n", "          text: No\n", "“text” must be text; put it in quotes"),
        ("minutes: 7\n", "minutes: 8\n", "the lessons and the quiz add up to 7"),
        ("      objective: o1\n", "      objective: o2\n", "“o2” is not an objective"),
        ("      critical: true\n", "      critical: 1\n", "“critical” must be true or false"),
        ("        text: |\n", "        text: |\n          # Heading\n\n", "holds a heading"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_and_line(folder, before, after, told):
    change(folder, "B3/en.yaml", before, after)

    with pytest.raises(StarterNotSound) as mistakes:
        starter_files.read(folder)

    wrong = (
        after.strip()
        .splitlines()[0 if "twice" not in told and "colour" not in after else 1]
        .strip()
    )
    place = f"B3/en.yaml, line {line_of(folder, 'B3/en.yaml', wrong)}: "
    assert [fault for fault in mistakes.value.faults if fault.startswith(place) and told in fault]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("    title: One\n", "", "“title” is missing"),
        ("          right: true\n", "", "0 options are right instead of 1"),
        ("- key: b\n          text: T", "- key: a\n          text: T", "the key “a” stands twice"),
    ],
)  # fmt: skip
def test_what_is_missing_is_told(folder, before, after, told):
    change(folder, "B3/en.yaml", before, after)

    with pytest.raises(StarterNotSound, match=told):
        starter_files.read(folder)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("    title: Uno\n", "    title: Uno\n    minutes: 9\n", "“minutes” comes from the source"),
        ("    title: Uno\n", "", "“title” is missing"),
        ("          - dos\n", "", "has other paragraphs or lists than the source"),
        ("  - key: one\n", "  - key: otra\n", "“lessons” lacks: one"),
        ("status: unreviewed", "status: perfect", "“status” must be one of"),
        ("language: es", "language: fr", "“language” must be one of: es"),
        (
            "          text: Yo\n",
            "          text: |\n            Yo\n\n            tú\n",
            "must be one line",
        ),
    ],
)
def test_a_translation_that_does_not_fit_its_source_is_told(folder, before, after, told):
    change(folder, "B3/es.yaml", before, after)

    with pytest.raises(StarterNotSound) as mistakes:
        starter_files.read(folder)

    assert all(fault.startswith("B3/es.yaml, line ") for fault in mistakes.value.faults)
    assert told in str(mistakes.value)


def test_all_mistakes_are_told_at_once(folder):
    change(folder, "B3/en.yaml", "    minutes: 4", "    minutes: x")
    change(folder, "programmes.yaml", "[procurement]", "[buyers]")

    with pytest.raises(StarterNotSound) as mistakes:
        starter_files.read(folder)

    assert {fault.split(",")[0] for fault in mistakes.value.faults} == {
        "B3/en.yaml",
        "programmes.yaml",
    }


def test_a_module_that_is_neither_written_nor_planned_is_told(folder):
    change(folder, "programmes.yaml", "code: B3", "code: B4")

    with pytest.raises(StarterNotSound, match=r"programmes.yaml, line 13: there is no folder “B4”"):
        starter_files.read(folder)


def test_what_is_not_yaml_is_told(folder):
    (folder / "B3" / "en.yaml").write_text("title: [\n")

    with pytest.raises(StarterNotSound, match=r"B3/en.yaml, line 2: not readable as YAML"):
        starter_files.read(folder)


def test_a_stamped_translation_of_an_older_source_is_told(folder, capsys):
    call_command("load_starter", folder, "--stamp")
    starter_files.read(folder)
    change(folder, "B3/en.yaml", "Nobody should pay.", "Nobody should ever pay.")

    with pytest.raises(StarterNotSound, match=r"B3/es.yaml, line 3: made from an older en.yaml"):
        starter_files.read(folder)

    assert "1 translations stamped" in capsys.readouterr().out


def test_looking_through_and_stamping_again_makes_it_sound(folder):
    call_command("load_starter", folder, "--stamp")
    change(folder, "B3/en.yaml", "Nobody should pay.", "Nobody should ever pay.")
    change(folder, "B3/es.yaml", (folder / "B3" / "es.yaml").read_text().splitlines()[2] + "\n", "")

    call_command("load_starter", folder, "--stamp")

    assert starter_files.read(folder).modules["B3"]["es"]["source_digest"]


# --- loading -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_mistake_loads_nothing(folder):
    change(folder, "B3/es.yaml", "    title: Uno\n", "")

    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_starter", folder)

    assert not ModulePage.objects.exists()


@pytest.mark.django_db
def test_checking_loads_nothing(folder, capsys):
    call_command("load_starter", folder, "--check")

    assert "no mistakes" in capsys.readouterr().out
    assert not ModulePage.objects.exists()


@pytest.mark.django_db
def test_block_ids_are_the_same_in_every_language_and_every_time(folder):
    call_command("load_starter", folder)

    english, spanish = Edition.objects.order_by("language")
    first = english.document["lessons"][0]["key"]
    assert spanish.document["lessons"][0]["key"] == first
    assert first == starter_pages.key("B3", "lessons", "one")
    assert ModulePage.objects.get(locale__language_code="es").lessons[0].id == first


@pytest.mark.django_db
def test_a_changed_file_publishes_only_what_changed(folder):
    call_command("load_starter", folder)
    change(folder, "B3/es.yaml", "Ari pagó.", "Ari pagó mucho.")

    call_command("load_starter", folder)

    assert list(Edition.objects.order_by("pk").values_list("language", "number")) == [
        ("en", 1),
        ("es", 1),
        ("es", 2),
    ]


@pytest.mark.django_db
def test_a_changed_source_takes_its_translation_along(folder):
    call_command("load_starter", folder)
    change(folder, "B3/en.yaml", "Nobody should pay.", "Nobody should ever pay.")

    call_command("load_starter", folder)

    newest = Edition.objects.filter(language="es").newest_first().first()
    assert newest.source.number == 2


@pytest.mark.django_db
def test_a_page_that_an_author_edited_is_left_alone(folder, capsys):
    call_command("load_starter", folder)
    page = ModulePage.objects.get(locale__language_code="en")
    page.title = "Ours"
    page.save_revision(user=PersonFactory()).publish()
    change(folder, "B3/en.yaml", "title: Who paid?", "title: Theirs")

    call_command("load_starter", folder)

    assert ModulePage.objects.get(locale__language_code="en").title == "Ours"
    assert "edited here, left alone" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_reviewed_file_makes_a_reviewed_edition(folder):
    change(folder, "B3/es.yaml", "status: unreviewed", "status: field_tested")

    call_command("load_starter", folder)

    assert Edition.objects.filter(language="es").newest_first().first().review == "field_tested"


@pytest.mark.django_db
def test_the_site_begins_at_the_front_page(folder, client):
    call_command("load_starter", folder)

    english, arabic = client.get("/en/"), client.get("/ar/")

    assert "Training that helps people see forced labour" in english.content.decode()
    assert 'dir="rtl"' in arabic.content.decode()


@pytest.mark.django_db
def test_a_programmes_page_tells_planned_modules_as_planned(folder, client):
    call_command("load_starter", folder)

    page = client.get("/en/b/").content.decode()

    assert "Still being written" in page
    assert "Risk" in page
    assert "Who paid?" in page
    assert "/learn/modules/B3/" not in page  # a stranger could not open it
