"""Open modules leave no trace: no cookie, no session, no row of a person, no line in the log."""

import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from structlog.testing import capture_logs

from assessments.models import DilemmaCount
from courses import actions
from courses.open_use import OpenUse
from people.models import Organisation
from tests.documents import dilemma, document, lesson
from tests.factories import EditionFactory, ModuleFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def d1():
    """An open module of two lessons, in English and Arabic."""
    module = ModuleFactory(code="D1", is_open=True)
    said = document(
        module="D1",
        mode="open",
        quiz=None,
        lessons=[lesson("l1"), lesson("l2") | {"blocks": [dilemma()]}],
    )
    edition = EditionFactory(module=module, document=said)
    words = said | {"language": "ar", "title": "أنت وعملك"}
    actions.publish_edition(
        module, language="ar", document=words, source=edition, review="unreviewed"
    )
    return module


@pytest.fixture
def site():
    return OrganisationFactory(site=True)


@pytest.fixture
def reader():
    """Somebody's browser that insists on tokens, as browsers are met with."""
    return Client(enforce_csrf_checks=True)


def at(name, site=None, **parts):
    return reverse(name, kwargs=parts | ({"site": site.uuid} if site else {}))


def everywhere(site=None):
    here = {"language": "en", "code": "D1"}
    return [
        ("get", at("open-start", site), {}),
        ("get", at("open-modules", site, language="en"), {}),
        ("get", at("open-module", site, **here), {}),
        ("get", at("open-lesson", site, **here, key="l1"), {}),
        ("get", at("open-lesson", site, **here, key="l2"), {}),
        ("post", at("open-practice", site, **here, key="l1"), {"choice": "l1-k1"}),
        (
            "post",
            at("open-practice", site, **here, key="l1"),
            {"choice": "l1-k1", "answer.l1-k1": "b"},
        ),
        ("post", at("open-practice", site, **here, key="l2"), choice("d1/b")),
        ("get", at("open-practice", site, **here, key="l2"), {}),
        ("get", at("open-last", site, **here), {}),
        ("post", at("open-finished", site, **here), {"page": str(uuid.uuid4())}),
        ("get", at("open-thanks", site, **here), {}),
        ("get", at("open-month"), {}),
    ]


def choice(path):
    return {"choice": path, "page": str(uuid.uuid4())}


# --- no trace ------------------------------------------------------------------------------


@pytest.mark.parametrize("with_site", [False, True])
def test_no_page_sets_a_cookie_or_is_kept(d1, site, reader, with_site):
    for method, address, form in everywhere(site if with_site else None):
        response = getattr(reader, method)(address, form)

        assert response.status_code in {200, 302, 422}, address
        assert "Set-Cookie" not in response.headers, address
        assert not response.cookies, address
        assert response["Cache-Control"] == "no-store", address
        assert response["Referrer-Policy"] == "no-referrer", address
    assert reader.cookies == {}
    assert Session.objects.count() == 0


def test_the_log_holds_nothing_of_it(d1, site, reader):
    with capture_logs() as lines:
        for method, address, form in everywhere(site):
            getattr(reader, method)(address, form)

    assert lines == []


def test_somebody_signed_in_is_not_looked_at(d1, site):
    client = Client()
    client.force_login(PersonFactory(full_name="Amina Rahman", language="ar"))
    before = Session.objects.get().session_data

    pages = [getattr(client, method)(address, form) for method, address, form in everywhere(site)]

    assert all(b"Amina" not in page.content for page in pages)
    assert all(not page.cookies for page in pages)
    assert pages[3].headers["Content-Language"] == "en"
    assert Session.objects.get().session_data == before


def test_a_page_asks_nothing_about_sessions_or_people(d1, site, django_assert_max_num_queries):
    client = Client()
    client.force_login(PersonFactory())

    with django_assert_max_num_queries(30) as asked:
        for method, address, form in everywhere(site)[:5]:
            getattr(client, method)(address, form)

    tables = " ".join(query["sql"] for query in asked.captured_queries)
    assert "django_session" not in tables
    assert "people_person" not in tables


@pytest.mark.parametrize("counts", [OpenUse, DilemmaCount])
def test_no_row_can_name_who_read_an_open_module(counts):
    """Rule R13, in the schema: nothing that counts is joined to a person, a session or a study."""
    joined = {
        field.related_model.__name__
        for field in counts._meta.get_fields(include_hidden=True)
        if field.is_relation
    }

    assert joined <= {"Module", "Organisation", "Edition"}


def test_the_address_and_the_title_say_nothing(d1, site, reader):
    for _, address, _ in everywhere(site)[:5]:
        told = reader.get(address).content.decode()

        assert "<title>Work information</title>" in told
        assert "notebook.svg" in told
        assert "Sign in" not in told
        assert "csrfmiddlewaretoken" not in told
        assert 'rel="noreferrer noopener"' in told


# --- the way through -----------------------------------------------------------------------


def test_the_languages_come_first_by_their_own_names(d1, reader):
    told = reader.get(at("open-start")).content.decode()

    assert "العربيّة" in told
    assert "English" in told
    assert f'href="{at("open-modules", language="ar")}"' in told


def test_the_opening_comes_with_start_and_close(d1, site, reader):
    told = reader.get(at("open-modules", site, language="en")).content.decode()

    assert "Some of this may feel close to home." in told
    assert f'href="{at("open-lesson", site, language="en", code="D1", key="l1")}"' in told
    assert f'href="{at("open-month")}"' in told
    assert "data-close" in told


def test_several_open_modules_are_a_list(d1, reader):
    other = ModuleFactory(code="D2", is_open=True)
    EditionFactory(module=other, document=document(module="D2", mode="open", quiz=None))

    told = reader.get(at("open-modules", language="en")).content.decode()

    assert at("open-module", language="en", code="D1") in told
    assert at("open-module", language="en", code="D2") in told


def test_arabic_runs_from_right_to_left_and_says_that_it_is_not_reviewed(d1, reader):
    response = reader.get(at("open-module", language="ar", code="D1"))

    told = response.content.decode()
    assert '<html lang="ar" dir="rtl">' in told
    assert "أنت وعملك" in told
    assert response.headers["Content-Language"] == "ar"
    assert 'class="notice info"' in told


def test_a_language_without_a_translation_shows_the_source_and_says_so(d1, reader):
    told = reader.get(at("open-module", language="es", code="D1")).content.decode()

    assert '<h1 lang="en" dir="ltr">' in told


def test_a_lesson_hides_what_follows_and_where_it_comes_from(d1, reader):
    address = at("open-lesson", language="en", code="D1", key="l2")
    before = reader.get(address).content.decode()

    practice = at("open-practice", language="en", code="D1", key="l2")
    after = reader.post(practice, choice("d1/a")).content.decode()

    assert "Eight months later" not in before
    assert "Eight months later" in after
    assert "Good to know" in after
    assert "What works better" not in after
    assert "Sources" not in after
    assert "EPP" not in after


def test_a_choice_that_does_not_exist_is_not_found(d1, reader):
    practice = at("open-practice", language="en", code="D1", key="l2")

    assert reader.post(practice, choice("d1/z")).status_code == 404


@pytest.mark.parametrize("name", ["open-module", "open-last", "open-thanks"])
def test_a_module_that_is_not_open_is_not_found(reader, name):
    module = EditionFactory().module

    assert reader.get(at(name, language="en", code=module.code)).status_code == 404


def test_without_any_open_module_there_is_nothing(reader):
    assert reader.get(at("open-start")).status_code == 404
    assert reader.get(at("open-modules", language="en")).status_code == 404


def test_the_month_does_not_lead_back(reader):
    told = reader.get(at("open-month")).content.decode()

    assert "<title>Calendar</title>" in told
    assert "/work/" not in told


# --- what is counted -----------------------------------------------------------------------


def finish(reader, site=None, page=None, language="en"):
    address = at("open-finished", site, language=language, code="D1")
    return reader.post(address, {"page": page or str(uuid.uuid4())})


def test_finishing_adds_one_to_the_weeks_number(d1, site, reader):
    last = reader.get(at("open-last", site, language="ar", code="D1")).content.decode()
    page = re.search(r'name="page" value="([^"]+)"', last)[1]

    first = finish(reader, site, page, "ar")
    again = finish(reader, site, page, "ar")

    use = OpenUse.objects.get()
    assert first.url == again.url == at("open-thanks", site, language="ar", code="D1")
    assert (use.module, use.organisation, use.language, use.uses) == (d1, site, "ar", 1)
    assert use.week.weekday() == 0


def test_without_a_site_it_is_counted_without_one(d1, reader):
    finish(reader)
    finish(reader)

    use = OpenUse.objects.get()
    assert (use.organisation, use.uses) == (None, 2)


def test_a_page_without_a_number_is_thanked_and_not_counted(d1, reader):
    response = finish(reader, page="not-a-number")

    assert response.status_code == 302
    assert OpenUse.objects.count() == 0


def test_what_no_site_can_do_is_thanked_and_not_counted(d1, reader, settings):
    settings.OPEN_COUNT_LIMIT = 2

    answers = [finish(reader) for _ in range(4)]

    assert {answer.url for answer in answers} == {at("open-thanks", language="en", code="D1")}
    assert OpenUse.objects.get().uses == 2


def test_choices_beyond_what_a_site_can_do_are_shown_and_not_counted(d1, reader, settings):
    settings.OPEN_COUNT_LIMIT = 1
    practice = at("open-practice", language="en", code="D1", key="l2")

    answers = [reader.post(practice, choice("d1/b")) for _ in range(3)]

    assert len({answer.status_code for answer in answers}) == 1
    assert DilemmaCount.objects.get().choices_made == 1


def test_the_memory_of_pages_washes_no_throttle_away(d1, reader):
    page = uuid.uuid4()

    finish(reader, page=str(page))

    key = f"counted:{page}:D1"
    assert (key in caches["once"], key in caches["default"]) == (True, False)


def test_looking_counts_nothing(d1, site, reader):
    for method, address, _ in everywhere(site):
        if method == "get":
            reader.get(address)
    reader.get(at("open-finished", site, language="en", code="D1"))

    assert OpenUse.objects.count() == 0
    assert DilemmaCount.objects.count() == 0


def test_a_choice_is_counted_as_a_workers(d1, reader):
    practice = at("open-practice", language="en", code="D1", key="l2")

    reader.post(practice, choice("d1/b"))

    count = DilemmaCount.objects.get()
    assert (count.option_key, count.audience_role, count.choices_made) == ("b", "worker", 1)


# --- where ---------------------------------------------------------------------------------


def set_state(organisation, state):
    Organisation.objects.filter(pk=organisation.pk).update(state=state)


def test_a_paused_site_reads_as_before_and_counts_nothing(d1, site, reader):
    Organisation.objects.filter(pk=site.pk).update(paused_at=timezone.now())

    page = reader.get(at("open-module", site, language="en", code="D1"))
    finish(reader, site)
    practice = at("open-practice", site, language="en", code="D1", key="l2")
    reader.post(practice, choice("d1/b"))

    assert page.status_code == 200
    assert OpenUse.objects.count() == 0
    assert DilemmaCount.objects.count() == 0


@pytest.mark.parametrize("where", ["itself", "above"])
def test_a_restricted_site_is_like_an_unknown_one(d1, site, reader, where):
    set_state(site if where == "itself" else site.parent, Organisation.State.RESTRICTED)
    unknown = Organisation(uuid=uuid.uuid4())

    for (method, address, form), (_, nowhere, _) in zip(
        everywhere(site)[:-1], everywhere(unknown)[:-1], strict=True
    ):
        response = getattr(reader, method)(address, form)
        other = getattr(reader, method)(nowhere, form)

        if method == "get" and address.endswith("practice"):
            continue
        assert response.status_code == other.status_code == 404, address
    assert OpenUse.objects.count() == 0
