"""The printed certificate."""

import logging
import unicodedata
from datetime import UTC, date, datetime

import page
import pytest

from certificates import codes, glyphs, pdf
from certificates.models import Certificate
from tests.certificates import printed
from tests.certificates.names import NAMES

TITLE = "Responsible purchasing: seeing and preventing forced labour"
LONG = "Responsible purchasing in long supply chains, and what buyers change in their own work " * 2


def certificate(
    name="Amina Rahman", *, languages=("en",), titles=(TITLE,), **fields
) -> Certificate:
    facts = {
        "code": "k7f2mqxwz4h9rt3vbn6cyd8sjga",
        "name_code": "abcd2345efgh",
        "holder_name": name,
        "languages": list(languages),
        "wording": {
            language: {"programme": title, "issuer": "Northwind Trading"}
            for language, title in zip(languages, titles, strict=True)
        },
        "evidence": "online",
        "issued_on": date(2026, 11, 23),
        "expires_on": date(2028, 11, 23),
        "issued_at": datetime(2026, 11, 23, 10, tzinfo=UTC),
    }
    return Certificate(**facts | fields)


ARABIC = {"languages": ("ar", "en"), "titles": ("الشراء المسؤول", TITLE)}
BURMESE = {"languages": ("my", "en"), "titles": ("တာဝန်သိ ဝယ်ယူခြင်း - အဓမ္မလုပ်အားကို ကာကွယ်ခြင်း", TITLE)}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Amina Rahman", {}),
        ("فاطمة الزهراء", ARABIC | {"holder_latin_name": "Fatima Al-Zahra"}),
        ("ဒေါ်ခင်မြတ်နိုး", BURMESE),
        ("محمد شفیق", {"languages": ("ur", "en"), "titles": ("ذمہ دارانہ خریداری", TITLE)}),
        ("王小明", {"languages": ("zh-hans", "en"), "titles": ("负责任的采购", TITLE)}),
    ],
    ids=["latin", "arabic", "burmese", "urdu", "chinese"],
)
def test_the_file_as_delivered_passes_every_pdf_ua_check(name, words):
    report = page.validate_pdf_bytes(pdf.draw(certificate(name, **words)), profile="ua1")

    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.is_compliant


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_printed_whole_and_without_an_empty_box(name, caplog):
    name = " ".join(name.split())
    with caplog.at_level(logging.WARNING, "weasyprint"):
        content = pdf.draw(certificate(name))

    assert caplog.records == []  # WeasyPrint warns of every .notdef glyph
    assert name in printed.text(content)
    with printed.opened(content) as file:
        assert len(file.pages) == 2
        assert name in str(file.docinfo["/Title"])
        assert name in str(file.docinfo["/Subject"])
        with file.open_metadata() as metadata:
            assert name in metadata["dc:title"]
            assert name in metadata["dc:description"]


@pytest.mark.parametrize("name", ["เ", "က", "ஸ்ரீ", "W", "Ag" * 60, "நன்றி" * 40, "သူငယ်ချင်း" * 15])
def test_names_of_any_length_stay_on_the_front_and_no_line_begins_with_a_mark(name):
    content = pdf.draw(
        certificate(name, languages=("my", "en"), titles=(BURMESE["titles"][0] * 4, LONG))
    )

    with printed.opened(content) as file:
        assert len(file.pages) == 2
    pieces = [piece for _, piece in printed.words(content) if piece.strip()]
    assert name in "".join(pieces)
    assert not [piece for piece in pieces if unicodedata.category(piece[0]) in {"Mn", "Mc"}]


@pytest.mark.parametrize("count", [1, 2, 25, 60, 120])
def test_a_name_shrinks_until_sixteen_points_and_wraps_only_then(count):
    name = "Mwanaharusi Abeid "[:count] if count < 18 else ("Mwanaharusi " * 12)[:count].strip()
    fonts = glyphs.fonts_for(name, "en")

    size = pdf._size(name, fonts, pdf.NAME_SIZES)
    pieces = [piece.strip() for _, piece in printed.words(pdf.draw(certificate(name)))]
    lines = [piece for piece in pieces if piece in name]

    assert 16 <= size <= 42
    assert (len(lines) > 1) == (glyphs.width(name, fonts) * 16 > pdf.LINE)
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")


def test_both_languages_say_the_programme_and_the_dates_in_words():
    text = printed.text(pdf.draw(certificate("ဒေါ်ခင်မြတ်နိုး", **BURMESE)))

    assert BURMESE["titles"][0] in text
    assert TITLE in text
    assert "2026 နိုဝင်ဘာ 23" in text
    assert "23 November 2028" in text


def test_each_text_carries_its_language():
    pieces = printed.words(pdf.draw(certificate("فاطمة الزهراء", **ARABIC)))

    assert ("ar", "الشراء المسؤول") in pieces
    assert ("en", TITLE) in pieces
    assert ("en", "23 November 2026") in pieces


def test_right_to_left_is_mirrored():
    left, right = pdf.draw(certificate()), pdf.draw(certificate("فاطمة الزهراء", **ARABIC))

    assert _figure_left(left) > 420  # points, of 842
    assert _figure_left(right) < 420
    with printed.opened(right) as file:
        assert str(file.Root.Lang) == "ar"


def _figure_left(content: bytes) -> float:
    """Where the QR code begins."""
    with printed.opened(content) as file:
        figures = [
            item for item in file.objects if hasattr(item, "get") and item.get("/S") == "/Figure"
        ]
        (figure,) = figures
        assert "QR" in str(figure["/Alt"])
        return float(figure["/A"]["/BBox"][0]) * 0.75


def test_a_thai_certificate_adds_the_buddhist_year():
    text = printed.text(
        pdf.draw(certificate("นางสาวปิ่นแก้ว", languages=("th", "en"), titles=("การจัดซื้อ", TITLE)))
    )

    assert "23 พฤศจิกายน ค.ศ. 2026 (2569)" in text
    assert "23 November 2026" in text


def test_the_back_says_what_a_certificate_is_no_proof_of():
    text = printed.text(pdf.draw(certificate()))

    assert "no proof that a site, a product or a company is free of forced labour" in text
    assert "not a condition for pay, housing or hiring" in text


@pytest.mark.parametrize(
    ("evidence", "note"),
    [("waived", "Waived"), ("recognised", "Recognised"), ("in_person", "Completed in person")],
)
def test_what_was_not_done_online_is_labelled(evidence, note):
    assert note in printed.text(pdf.draw(certificate(evidence=evidence)))
    assert note not in printed.text(pdf.draw(certificate()))


def test_the_address_and_the_code_are_printed_and_the_second_code_is_not(settings):
    settings.BASE_URL = "https://training.example.org"
    award = certificate()
    content = pdf.draw(award)
    text = printed.text(content)

    assert "training.example.org/verify/" in text
    assert codes.spaced(award.code) in text
    assert award.name_code not in text
    assert pdf.verification_address(award) == f"https://training.example.org/verify/{award.code}/"


def test_the_qr_code_holds_the_address_and_nothing_else(monkeypatch):
    held = []
    make = pdf.segno.make
    monkeypatch.setattr(
        pdf.segno, "make", lambda text, **how: held.append(text) or make(text, **how)
    )
    award = certificate()

    pdf.draw(award)

    assert held == [f"http://testserver/verify/{award.code}/"]


def test_the_same_certificate_has_the_same_bytes():
    first = pdf.draw(certificate("王 Amina অ", languages=("bn", "en"), titles=("ক্রয়", TITLE)))
    pdf.draw(certificate("محمد", languages=("ur", "en"), titles=("خریداری", TITLE)))  # other fonts

    assert (
        pdf.draw(certificate("王 Amina অ", languages=("bn", "en"), titles=("ক্রয়", TITLE))) == first
    )


def test_the_moment_of_issue_is_the_only_stamp():
    earlier = pdf.draw(certificate())
    later = pdf.draw(certificate(issued_at=datetime(2026, 11, 24, 11, tzinfo=UTC)))

    assert len(earlier) - 20 < len(later) < len(earlier) + 20
    with printed.opened(earlier) as file:
        assert str(file.docinfo["/CreationDate"]) == "D:20261123100000+00'00"


HOSTILE = [
    '<img src="file:///etc/passwd">',
    "</p><link rel=stylesheet href=http://127.0.0.1:9/x.css>",
    "<script>alert(1)</script>{{ settings.SECRET_KEY }}",
    '"><object data="file:///etc/hostname">',
    "@import url(http://127.0.0.1:9/); }",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_person_typed_is_text(text, monkeypatch):
    asked = []
    fetch = pdf.Assets.fetch
    monkeypatch.setattr(
        pdf.Assets, "fetch", lambda self, url, headers=None: asked.append(url) or fetch(self, url)
    )

    content = pdf.draw(certificate(text, titles=(text,), holder_latin_name=text))

    assert printed.text(content).replace(" ", "").count(text.replace(" ", "")) >= 3
    assert {url.split(":")[0] for url in asked} == {"asset"}
    with printed.opened(content) as file:
        assert len(file.pages) == 2


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/",
        "https://example.org/x.png",
        "data:image/svg+xml,<svg/>",
        "ftp://127.0.0.1/x",
        "asset:../../etc/passwd",
        "asset:noto-sans-latin-400.woff2/../../daylight.css",
        "ASSET:qr.svg",
        "qr.svg",
    ],
)
def test_nothing_but_our_own_assets_is_handed_out(url):
    with pytest.raises(pdf.FatalURLFetchingError):
        pdf.Assets({"qr.svg": b"<svg/>"}).fetch(url)


def test_a_page_that_asks_for_something_else_is_not_drawn(monkeypatch):
    monkeypatch.setattr(
        pdf, "render_to_string", lambda *_: '<html lang="en"><img src="file:///etc/passwd" alt="x">'
    )

    with pytest.raises(pdf.AssetRefused, match="file:///etc/passwd"):
        pdf.draw(certificate())


def test_without_its_picture_a_certificate_is_not_drawn(monkeypatch):
    pdf.static_file.cache_clear()
    monkeypatch.setattr(pdf.finders, "find", lambda name: None)

    with pytest.raises(pdf.AssetRefused, match=r"certificate\.svg"):
        pdf.draw(certificate())

    pdf.static_file.cache_clear()


def test_a_name_that_cannot_be_printed_stops_the_drawing():
    with pytest.raises(glyphs.MissingGlyph, match="CHEROKEE"):
        pdf.draw(certificate("ᎠᎹ"))


def test_it_is_small():
    assert len(pdf.draw(certificate("فاطمة الزهراء", **ARABIC))) <= 40_000


def test_what_is_not_translated_yet_is_marked_as_the_companys_language(settings):
    settings.LANGUAGES = [("en", "English"), ("xx", "Unwritten")]

    pieces = printed.words(pdf.draw(certificate(languages=("xx", "en"), titles=("Vurdo", TITLE))))

    assert [piece for piece in pieces if piece[1] == "Certificate of completion"] == [
        ("en", "Certificate of completion")
    ]
