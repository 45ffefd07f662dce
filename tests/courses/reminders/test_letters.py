"""What a mail says and how it is laid out: every script, nothing fetched, nothing that tells."""

import re
from email import message_from_bytes, policy

import pytest
from django.core import mail

from courses.models import Enrolment, ProgrammeText
from tests.courses.reminders.stage import asked, learner, remind
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

TITLE = "Buying without harm"
AR, BN = "شراء بلا ضرر", "ক্ষতি না করে কেনা"


def sent(language, *, name="Bopha", **titles):
    row = asked(learner(OrganisationFactory(), full_name=name, language=language))
    row.programme.texts.update(title=TITLE)
    for code, title in titles.items():
        ProgrammeText.objects.create(programme=row.programme, language=code, title=title)
    (one,) = remind("2026-11-30T10:00+00:00")
    return one, one.alternatives[0][0]


@pytest.mark.parametrize(
    ("language", "spoken", "direction", "title", "words"),
    [
        ("en", "en", "ltr", TITLE, "You have 3 days left, until 3 December 2026."),
        ("ar", "ar", "rtl", AR, "بقيت لك 3 أيام"),
        ("bn", "bn", "ltr", BN, "আপনার হাতে 3 দিন আছে"),
        # Where there is no catalogue, all is said in the usual language.
        ("my", "en", "ltr", TITLE, "You have 3 days left"),
    ],
)
def test_it_speaks_the_readers_language_in_its_direction(language, spoken, direction, title, words):
    one, html = sent(language, ar=AR, bn=BN)

    assert f'<html lang="{spoken}" dir="{direction}">' in html
    for said in (one.body, html):
        assert title in said
        assert words in said
        assert "http://testserver/learn/" in said
        assert "http://testserver/learn/messages/" in said
    # As it travels: eight bits or encoded, and the same words at the other end.
    travelled = message_from_bytes(one.message().as_bytes(), policy=policy.default)
    assert words in travelled.get_body(("plain",)).get_content()
    assert travelled["Subject"].strip() == one.subject


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Refresher: "), ("es", "Repaso: "), ("ar", "مراجعة تذكيرية: ")],
)
def test_a_refresher_is_called_one(language, said):
    first, _ = sent(language)
    row = asked(learner(OrganisationFactory(), language=language))
    row.programme.texts.update(title=TITLE)
    Enrolment.objects.filter(pk=row.pk).update(is_refresher=True)
    (again,) = remind("2026-11-30T10:30+00:00")

    assert said not in first.body
    for told in (again.body, again.alternatives[0][0]):
        assert f"{said}\u2068{TITLE}\u2069" in told


def test_nothing_is_fetched_signs_in_or_tells_what_it_is_about():
    one, html = sent("en", name="<b>Ada & Co</b>")

    assert not re.search(r"<(img|script|link|iframe|style)\b|url\(|@import", html)
    assert set(re.findall(r'href="([^"]+)"', html)) == {
        "http://testserver/learn/",
        "http://testserver/learn/messages/",
    }
    assert one.extra_headers["List-Unsubscribe"] == "<http://testserver/learn/messages/>"
    assert one.subject == "Your learning: dates to know"
    assert "&lt;b&gt;Ada &amp; Co&lt;/b&gt;" in html
    assert "<b>Ada & Co</b>" in one.body
    assert len(mail.outbox) == 1
