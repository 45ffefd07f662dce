"""A page in Arabic fetches the light files: they hold every letter that our own words need."""

import re

import polib
import pytest
from fontTools.ttLib import TTFont

from lms.settings.base import ROOT

FONTS = ROOT / "lms" / "static" / "lms" / "fonts"
STYLES = ROOT / "lms" / "static" / "lms" / "daylight.css"
SCRIPT = re.compile(r"[\u0600-\u06ff]")
RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")


def words() -> str:
    catalogue = polib.pofile(str(ROOT / "locales" / "ar" / "LC_MESSAGES" / "django.po"))
    starter = [file.read_text() for file in (ROOT / "content" / "starter").rglob("*.yaml")]
    return "".join([*(entry.msgstr for entry in catalogue), *starter])


def told_range(file: str) -> set[int]:
    (rule,) = [line for line in STYLES.read_text().splitlines() if file in line]
    found = RANGE.findall(rule.split("unicode-range:")[1])
    return {code for a, z in found for code in range(int(a, 16), int(z or a, 16) + 1)}


@pytest.mark.parametrize("weight", [400, 600])
def test_every_arabic_letter_of_ours_is_in_the_light_file(weight):
    file = f"noto-sans-arabic-letters-{weight}.woff2"
    needed = {ord(letter) for letter in SCRIPT.findall(words())}

    assert needed > {ord("ا")}
    assert needed <= told_range(file)
    assert told_range(file) <= set(TTFont(FONTS / file).getBestCmap())


@pytest.mark.parametrize("weight", [400, 600])
def test_a_light_file_joins_letters_as_the_whole_one_does(weight):
    light, whole = (
        TTFont(FONTS / f"noto-sans-arabic-{part}{weight}.woff2") for part in ("letters-", "")
    )

    features = [
        {found.FeatureTag for found in font["GSUB"].table.FeatureList.FeatureRecord}
        for font in (light, whole)
    ]
    assert {"init", "medi", "fina", "rlig"} <= features[0]
    assert features[0] >= features[1] - {"pnum", "tnum"}
