"""Every address of the CMS that an author can come to, opened in a real browser.

What a page complains of (a script or style the policy refuses, an error, a missing file) fails the
test: see `complaints`. The addresses are found by walking: each page's own menus and actions.
"""

import html
import io
import re
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from PIL import Image as Picture
from playwright.sync_api import expect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page
from wagtailmedia.models import Media

from people import actions as people
from people.models import Power
from tests.content import pages, translating
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # Wagtail leaves the closing of a drawn picture's temporary file to chance.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ADDRESS = re.compile(r"/cms/[^\"'\s<>\\]*")
# Leaving; what answers scripts only; the learners' pages in a frame, which have tests of their own.
PASSED_BY = (
    "wagtailadmin_logout",
    "wagtailadmin_api",
    "wagtailadmin_sprite",
    "wagtailadmin_pages:preview_on_",
)
# Where the walk must come by, so that it cannot find less and less unnoticed.
MET = {
    "translation-review",
    "wagtail_localize:submit_page_translation",
    "wagtail_localize:update_translations",
    "wagtailadmin_account",
    "wagtailadmin_explore",
    "wagtailadmin_home",
    *(
        f"wagtailadmin_pages:{action}"
        for action in ("add", "copy", "delete", "edit", "history", "move", "search", "unpublish")
    ),
    *(f"wagtaildocs:{action}" for action in ("add_multiple", "delete", "edit", "index")),
    *(f"wagtailimages:{action}" for action in ("add_multiple", "delete", "edit", "index")),
    *(f"wagtailmedia:{action}" for action in ("add", "delete", "edit", "index")),
}


@pytest.fixture
def author():
    person = PersonFactory(full_name="Olena Shevchenko")
    people.grant(person, Power.AUTHOR, OrganisationFactory(), by=None)
    return person


@pytest.fixture
def module():
    """A module with a past, and a translation of what it said then."""
    pages.publish_home_in("es")
    page = pages.published()
    translating.translated(page)
    return pages.publish(page, summary="Fees, debts and papers.")


@pytest.fixture
def library():
    """A picture, a document and a recording."""
    dot = io.BytesIO()
    Picture.new("RGB", (8, 8)).save(dot, "PNG")
    Image.objects.create(title="Gate", file=ContentFile(dot.getvalue(), "gate.png"))
    Document.objects.create(title="Card", file=ContentFile(b"12345", "card.pdf"))
    Media.objects.create(title="Talk", type="audio", duration=1, file=ContentFile(b"x", "s.mp3"))


def test_no_page_of_the_cms_complains(chromium, sign_in, author, module, library):
    client = Client()
    client.force_login(author)
    addresses = walk(client, ["/cms/", *behind_scripts(module)])
    sign_in(chromium, author)

    for address in addresses.values():
        chromium.goto(address)
        expect(chromium.locator("h1, h2").first).to_be_attached()

    assert {view for view, *_ in addresses} >= MET


def behind_scripts(module):
    """Where only a script leads: chosen rows, two revisions side by side, a destination."""
    first, *_, last = module.revisions.order_by("pk")
    yield reverse("wagtailadmin_pages:revisions_compare", args=[module.pk, first.pk, last.pk])
    yield reverse("wagtailadmin_pages:revisions_revert", args=[module.pk, first.pk])
    yield reverse("wagtailadmin_pages:move_confirm", args=[module.pk, module.get_parent().pk])
    for action in ("move", "delete", "publish", "unpublish"):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        yield f"{address}?id={module.pk}&next=/cms/"
    for app, model, one in (
        ("wagtailimages", "image", Image.objects.get()),
        ("wagtaildocs", "document", Document.objects.get()),
    ):
        for action in ("add_tags", "add_to_collection", "delete"):
            yield f"{reverse('wagtail_bulk_action', args=[app, model, action])}?id={one.pk}"


def walk(client, waiting):
    """The first address found for each view, and for each kind of page that it may be about."""
    found, known = {}, set(map(kind, waiting))
    while waiting:
        address = waiting.pop(0)
        response = client.get(address, follow=True)
        address = response.wsgi_request.get_full_path()
        if response.status_code != 200 or b"</html>" not in response.content:
            continue
        found.setdefault(kind(address), address)
        for each in map(html.unescape, ADDRESS.findall(response.content.decode())):
            if kind(each) and kind(each) not in known:
                known.add(kind(each))
                waiting.append(each)
    return found


def kind(address):
    """Which view answers, for what: a kind of page in a language, or what its address says."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    if match.view_name.startswith(PASSED_BY):
        return None
    about = [value for value in match.kwargs.values() if isinstance(value, str)]
    number = next(iter(match.args or match.kwargs.values()), None)
    if match.view_name.startswith("wagtailadmin_pages") and isinstance(number, int):
        page = Page.objects.get(pk=number)
        about += [page.specific_class.__name__, page.locale.language_code]
    return match.view_name, *about
