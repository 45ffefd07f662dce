"""Bengali, Burmese: all that a learner meets on the way in, and English where words lack yet."""

import re

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from lms.settings.base import ROOT
from people.actions import choose_language
from people.doors import actions, device_actions
from tests.latin import latin_words
from tests.people.doors.stage import OTHERS, PICKED, pick, sign_in

TEMPLATES = ROOT / "lms" / "templates"
# What is said to those who look after others, not to learners: their pages may be in English.
OFFICE = {
    "joining_list",
    "link_make",
    "link_show",
    "link_end",
    "site_people",
    "cards_print",
    "person_help",
    "code_show",
    "shared_list",
    "poster_print",
}
SAID = re.compile(r"""\{% translate (?:"([^"]+)"|'([^']+)')|\{% blocktranslate""")
PYTHON = re.compile(r'_\(\s*"([^"]+)"')
# Names that stand on these pages, what is the same in every language, and where we are.
NAMES = re.compile(
    r"Siti|Zarina Haque|Northwind Trading|Delta Knit \d+|Dhaka \d+|Asia/Dhaka|testserver\S*"
    r"|\b(?:QR|Wi-Fi|JSON)\b"
)

each_language = pytest.mark.parametrize("language", settings.PARTIAL_LANGUAGES)


def catalogue(language: str) -> set[str]:
    po = polib.pofile(str(ROOT / "locales" / language / "LC_MESSAGES" / "django.po"))
    return {entry.msgid for entry in po.translated_entries() if not entry.fuzzy}


@each_language
def test_every_word_of_joining_and_signing_in_is_translated(language):
    pages = [page for page in (TEMPLATES / "doors").glob("*.html") if page.stem not in OFFICE]
    said = {one or other for page in pages for one, other in SAID.findall(page.read_text())} - {""}
    for name in ("join_views", "entry_views", "pad", "poster", "pictures"):
        said |= set(PYTHON.findall((ROOT / "people" / "doors" / f"{name}.py").read_text()))
    forms = (ROOT / "people" / "doors" / "forms.py").read_text()
    said |= set(PYTHON.findall(forms.split("class JoinLinkForm")[0]))

    assert len(pages) >= 12
    assert len(said) > 60
    assert said - catalogue(language) == set()


@pytest.mark.django_db
@each_language
def test_no_english_comes_through_on_the_way_in(link, door, administrator, language):
    client = Client(headers={"Accept-Language": language})
    [(_, _, token)] = actions.make_cards([door.person.memberships.get()], by=administrator)
    _, secret = device_actions.open_device(link.organisation, by=administrator)
    tablet = Client(headers={"Accept-Language": language})
    tablet.cookies["device"] = secret
    at = [reverse(name, args=[link.code]) for name in ("join-site", "join-about", "join-name")]
    found = {path: client.get(path).text for path in [*at, "/join/", "/pin/", "/pin/code/"]}
    found["closed"] = client.get(reverse("join-site", args=["1111111111"])).text
    found["no name"] = client.post(at[2], {"name": ""}).text
    client.post(at[2], {"name": "আমিনা"})
    first = reverse("join-pictures", args=[link.code])
    found["pictures"] = client.get(first).text
    found["easy"] = pick(client, first, ("sun",) * 6).text
    found["again"] = client.get(pick(client, first, PICKED)["Location"]).text
    found["no code"] = client.post("/join/", {"code": "1"}).text
    found["no number"] = client.post("/pin/", {"number": "1"}).text
    found["wrong"] = sign_in(client, door.number, OTHERS).text
    for _ in range(6):
        found["wait"] = sign_in(client, door.number[:5] + "9999", OTHERS).text
    client.get(reverse("card-show", args=[token]))
    found["card"] = client.get("/card/").text
    client.get(reverse("card-show", args=["x"]))
    found["no card"] = client.get("/card/").text
    found["shared"] = tablet.get("/shared/start/").text
    found["not shared"] = client.get("/shared/start/").text
    found["sign in"] = client.get("/account/login/").text
    wrong = {"login": "siti@example.org", "password": "wrong"}
    found["wrong password"] = client.post("/account/login/", wrong).text
    found["no password"] = client.post("/account/login/", {}).text

    left = {page: latin_words(NAMES.sub("", text)) for page, text in found.items()}
    assert {page: words for page, words in left.items() if words} == {}


@pytest.mark.django_db
@each_language
def test_no_english_comes_through_where_one_reads_what_is_kept(door, language):
    choose_language(door.person, language)
    client = Client(headers={"Accept-Language": language})
    sign_in(client, door.number, PICKED)
    own = ("my-data", "my-data-report", "my-data-erasure")
    named = ("notice", "privacy", "my-account", *own, "certificates", "verify", "mfa_index")
    found = {name: client.get(reverse(name)).text for name in named}
    found["no report"] = client.post(reverse("my-data-report"), {}).text
    found["asked"] = client.post(reverse("my-data-erasure"), {"ask": "yes"}, follow=True).text
    found["no certificate"] = client.post(reverse("verify"), {"code": "x"}, follow=True).text
    found["not found"] = client.get("/nowhere/").text

    left = {page: latin_words(NAMES.sub("", text)) for page, text in found.items()}
    assert {page: words for page, words in left.items() if words} == {}


@pytest.mark.django_db
def test_pages_are_written_in_their_three_languages_still():
    assert [code for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES] == ["en", "es", "ar"]
    assert not Locale.objects.filter(language_code__in=settings.PARTIAL_LANGUAGES).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "not_reviewed"), [("bn", "যাচাই করেননি"), ("my", "မစစ်ဆေးရသေးပါ")]
)
def test_the_front_page_speaks_it_around_english_words(client, language, not_reviewed):
    call_command("load_starter", verbosity=0)
    client.post(reverse("set-language"), {"language": language, "next": "/en/"})

    answer = client.get("/", follow=True)

    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, f"/{language}/")
    assert f'<html lang="{language}" dir="ltr">' in answer.text
    assert 'class="hero" lang="en" dir="ltr"' in answer.text
    assert "no speaker" not in answer.text
    assert not_reviewed in answer.text
