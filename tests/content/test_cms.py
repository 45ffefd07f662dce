"""The CMS as authors meet it: editing, publishing, previewing, under the strict policy."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content.models import ModulePage
from courses import actions as courses
from courses.models import Edition, Module
from people import actions as people
from people.models import Grant, Power
from tests.content import pages, translating
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

HOME = "/cms/"


@pytest.fixture
def author(client):
    person = PersonFactory()
    people.grant(person, Power.AUTHOR, OrganisationFactory(), by=None)
    client.force_login(person)
    return person


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def option(text, *, right=False):
    return {"text": text, "right": "on" if right else "", "id": ""}


def listed(*values):
    """A ListBlock's form data."""
    data = {
        str(n): {"value": v, "deleted": "", "order": str(n), "type": "item"}
        for n, v in enumerate(values)
    }
    return data | {"count": str(len(values))}


def form(*options, **changes):
    """What the editor of a small module sends when its author publishes."""
    question = {
        "question": "Who pays?",
        "options": listed(*options),
        "feedback": "Nobody should.",
        "objective": "",
        "critical": "",
        "fixed_order": "",
    }
    body = {
        "title": "One",
        "minutes": "4",
        "blocks": streamfield([("text", rich_text("<p>Ari.</p>"))]),
    }
    data = {
        "title": "Who paid?",
        "code": "B3",
        "mode": "assessed",
        "summary": "Fees.",
        "opening": rich_text(""),
        "objectives": streamfield([]),
        "lessons": streamfield([("lesson", body)]),
        "quiz_minutes": "5",
        "quiz": streamfield([("single", question)]),
        "sources": streamfield([]),
        "effect": "editorial",
        "review_by": "",
        "action-publish": "1",
    }
    return nested_form_data(data | changes)


RIGHT, WRONG = option("The employer", right=True), option("Me")


# --- publishing ----------------------------------------------------------------------------


def test_an_author_publishes_a_module(client, author):
    page = pages.draft()

    response = client.post(edit(page), form(RIGHT, WRONG))

    assert response.status_code == 302
    edition = Edition.objects.get()
    assert edition.document["title"] == "Who paid?"
    assert edition.published_by == author


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((WRONG, WRONG), "Mark exactly one option as right."),
        ((RIGHT, RIGHT), "Mark exactly one option as right."),
        ((RIGHT,), "The minimum number of items is 2"),
    ],
)
def test_a_faulty_question_is_told_where_it_stands(client, author, options, told):
    page = pages.draft()

    response = client.post(edit(page), form(*options))

    assert response.status_code == 200
    assert told in response.content.decode()
    assert not Edition.objects.exists()
    assert not ModulePage.objects.get().live


def test_a_fault_that_no_field_knows_is_told_beside_its_part(client, author):
    page = pages.draft()
    question = {
        "question": "Who?",
        "answer": "true",
        "feedback": "So.",
        "objective": "7",
        "critical": "",
    }
    lesson = {"title": "One", "minutes": "4", "blocks": streamfield([])}

    response = client.post(
        edit(page),
        form(
            lessons=streamfield([("lesson", lesson)]), quiz=streamfield([("true_false", question)])
        ),
    )

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"lessons"}


def test_a_half_finished_question_can_be_kept_as_a_draft(client, author):
    page = pages.draft()

    response = client.post(edit(page), form(WRONG, **{"action-publish": ""}))

    assert response.status_code == 302
    assert ModulePage.objects.get().get_latest_revision().user == author
    assert not Edition.objects.exists()


def test_an_effect_is_stated_anew_for_each_change(client, author):
    page = pages.published()
    page = pages.publish(page, summary="Other.", effect="breaking")

    shown = client.get(edit(page)).context["form"]

    assert shown["effect"].value() == "editorial"


def test_questions_need_their_minutes(client, author):
    response = client.post(edit(pages.draft()), form(RIGHT, WRONG, quiz_minutes=""))

    assert "quiz_minutes" in response.context["form"].errors


def test_a_published_module_keeps_its_code(client, author):
    response = client.post(edit(pages.published()), form(RIGHT, WRONG, code="B9"))

    assert "code" in response.context["form"].errors


def test_two_modules_never_share_a_code(client, author):
    pages.published(code="B3")
    other = pages.draft(code="B4")

    response = client.post(edit(other), form(RIGHT, WRONG, code="B3"))

    assert "code" in response.context["form"].errors


def test_publishing_a_faulty_page_past_the_editor_is_refused_kindly(client, author):
    page = pages.draft(lessons=[])
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    response = client.post(f"{address}?id={page.pk}&next=/cms/", follow=True)

    assert "Not published: lessons: must hold at least one lesson." in response.content.decode()
    assert not ModulePage.objects.get().live


@pytest.mark.django_db(transaction=True)
def test_publishing_an_empty_translation_is_refused_kindly(client, author):
    at = translating.desk(pages.published())
    at.save_target(publish=False)
    target = at.get_target_instance()

    response = client.post(
        edit(target), {"action": "publish"}, headers={"referer": "http://testserver/cms/"}
    )

    assert response.status_code == 302
    told = client.get("/cms/").content.decode()
    assert "Not published: no lesson is translated yet." in told
    assert "Published" not in told
    assert not Edition.objects.filter(language="es").exists()
    assert not ModulePage.objects.get(pk=target.pk).live


@pytest.mark.django_db(transaction=True)
def test_asking_for_a_translation_publishes_nothing_yet(client, author):
    page = pages.published()
    pages.publish_home_in("es")
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])

    response = client.post(address, {"locales": [pages.locale("es").pk]})

    assert response.status_code == 302
    assert not page.get_translation(pages.locale("es")).live
    assert not Edition.objects.filter(language="es").exists()


def test_before_a_module_goes_an_author_is_told_what_stays(client, author):
    page = pages.published()
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    several = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    told = "Their progress, answers and certificates stay on record"
    assert told not in client.get(address).content.decode()

    courses.open_study(PersonFactory(), Module.objects.get())

    assert told in client.get(address).content.decode()
    assert told in client.get(f"{several}?id={page.pk}").content.decode()


def test_what_stands_above_a_learnt_module_tells_the_same(client, author):
    page = pages.published()
    courses.open_study(PersonFactory(), Module.objects.get())
    programme = reverse("wagtailadmin_pages:unpublish", args=[page.get_parent().pk])

    assert "stay on record" in client.get(programme).content.decode()


def test_what_an_author_hands_in_is_read_by_authors(client, author):
    page = pages.draft()

    client.post(edit(page), form(RIGHT, WRONG, **{"action-publish": "", "action-submit": "1"}))

    task = page.current_workflow_task
    assert task.name == "another author"
    assert [group.name for group in task.groups.all()] == ["Authors"]
    assert "Moderators" not in client.get(HOME).content.decode()


# --- preview and addresses -----------------------------------------------------------------


def test_the_preview_is_the_learners_own_page_and_may_be_framed_by_us_only(client, author):
    page = pages.draft()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client.post(address, form(RIGHT, WRONG))

    response = client.get(address)

    assert response.status_code == 200
    assert "Ari." in response.content.decode()
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_previewing_freezes_nothing(client, author):
    page = pages.draft()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])

    client.post(address, form(RIGHT, WRONG))
    client.get(address)

    assert not Edition.objects.exists()


def test_a_modules_public_address_leads_to_where_it_is_read(client):
    page = pages.published()

    response = client.get(page.url)

    assert response.headers["Location"] == "/learn/modules/B3/"


# --- who may, and under which policy -------------------------------------------------------


@pytest.mark.parametrize("power", [None, Power.CSO, Power.SUPPLIER_ADMINISTRATOR])
def test_nobody_but_an_author_gets_in(client, power):
    person = PersonFactory()
    if power:
        people.grant(person, power, OrganisationFactory(), by=None)
    client.force_login(person)

    assert client.get(HOME).status_code == 404


def test_a_power_that_has_ended_closes_the_cms_at_once(client, author):
    Grant.objects.filter(person=author).update(ended_at=timezone.now())

    assert client.get(HOME).status_code == 404


@pytest.mark.parametrize("path", ["login/", "password_reset/"])
def test_the_cms_has_no_door_of_its_own(client, path):
    response = client.get(HOME + path)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


def test_the_policy_is_strict_with_a_nonce_for_style_sheets_only(client, author):
    policy = client.get(HOME).headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "script-src 'self';" in f"{policy};"
    assert re.search(r"style-src 'self' 'nonce-[^']+'", policy)
    assert "frame-ancestors 'none'" in policy


def test_no_nonce_repeats(client, author):
    first, second = (client.get(HOME).headers["Content-Security-Policy"] for _ in range(2))

    assert first != second


@pytest.mark.parametrize("path", ["", "pages/", "images/add/", "media/video/add/", "documents/"])
def test_no_page_of_the_cms_holds_an_inline_script(client, author, path):
    page = client.get(HOME + path).content.decode()

    assert inline_scripts(page) == []
    assert "gravatar" not in page
    assert "releases.wagtail.org" not in page


@pytest.mark.parametrize(
    "view",
    [
        "wagtailadmin_pages:move",
        "wagtailadmin_pages:copy",
        "wagtail_localize:submit_page_translation",
    ],
)
def test_no_page_about_a_module_holds_an_inline_script(client, author, view):
    page = client.get(reverse(view, args=[pages.published().pk])).content.decode()

    assert inline_scripts(page) == []


def inline_scripts(page):
    scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page)
    return [attributes for attributes in scripts if "application/json" not in attributes]


def test_an_authors_settings_hold_nothing_that_cannot_be_kept(client, author):
    address = reverse("wagtailadmin_account")
    page = client.get(address).content.decode()

    choices = {"theme": "dark", "contrast": "system", "density": "default"}
    data = {f"theme-{name}": value for name, value in choices.items()}
    data["theme-keyboard_shortcuts"] = "on"

    kept = client.post(address, data | {"locale-current_time_zone": ""}, follow=True)

    assert "first_name" not in page
    assert "theme-theme" in page
    assert "Your account settings have been changed" in kept.content.decode()


def test_the_first_page_leads_to_no_guide_of_others(client, author):
    page = client.get(HOME).content.decode()

    assert "guide.wagtail.org" not in page
    assert reverse("wagtailadmin_account") in page


def test_the_menu_holds_only_what_authors_need(client, author):
    page = client.get(HOME).content.decode()

    assert reverse("wagtailimages:index") in page
    for name in (
        "wagtailusers_users:index",
        "wagtailsites:index",
        "wagtailadmin_reports:locked_pages",
    ):
        assert reverse(name) not in page
