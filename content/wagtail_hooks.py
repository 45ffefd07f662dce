"""What happens in Wagtail's name: publishing freezes, and the CMS shows authors what is theirs."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from content import actions, desk
from content.models import ModulePage, ProgrammePage, source_of

# Of Wagtail's menu only these are for authors; people, groups and sites are kept elsewhere.
AUTHORS_MENU = {"explorer", "images", "documents", "media"}


# What Wagtail says of faulty fields stands beside "Saved", for the draft is kept all the same.
# Our catalogues say instead that something is to be mended; they come before Wagtail's.
MENDED_WORDS = (
    gettext_noop("The page could not be created due to validation errors."),
    gettext_noop("The page could not be saved due to validation errors."),
)


# --- publishing ----------------------------------------------------------------------------


def freeze_published(sender: type[Page], instance: Page, **facts: Any) -> None:
    """A published module becomes an edition, a published programme is told to the record."""
    if isinstance(instance, ModulePage):
        actions.publish_module(instance, by=facts["revision"].user)
    elif isinstance(instance, ProgrammePage):
        actions.tell_programme(instance, by=facts["revision"].user)


def tell_again(sender: type[Page], instance: Page, **facts: Any) -> None:
    """Where a module was taken away or moved, its programmes ask for what is there now."""
    if isinstance(instance.specific, ModulePage):
        for programme in ProgrammePage.objects.parent_of(instance).live():
            actions.tell_programme(programme)


def withdraw_unpublished(sender: type[Page], instance: Page, **facts: Any) -> None:
    """Nobody is asked for a programme whose page was taken away, by whoever did so."""
    if isinstance(instance.specific, ProgrammePage):
        actions.withdraw_programme(instance.specific, by=get_active_log_context().user)


page_published.connect(freeze_published, dispatch_uid="freeze_published")
page_unpublished.connect(tell_again, dispatch_uid="tell_after_unpublishing")
page_unpublished.connect(withdraw_unpublished, dispatch_uid="withdraw_after_unpublishing")
post_page_move.connect(tell_again, dispatch_uid="tell_after_moving")


@hooks.register("after_unpublish_page")
def say_that_nobody_is_asked(request: HttpRequest, page: Page) -> None:
    """Whoever took a programme's page away reads what follows for the people who are on it."""
    if isinstance(page.specific, ProgrammePage) and source_of(page.specific).pk == page.pk:
        messages.info(
            request,
            _(
                "Nobody is asked for this programme any more; what people have done stands. "
                "Publish the page again, and its rules ask anew, with new dates."
            ),
        )


# --- the look and the menu -----------------------------------------------------------------


@hooks.register("insert_global_admin_css")
def our_look() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("lms/admin.css"))


@hooks.register("insert_global_admin_js")
def our_ways() -> str:
    return format_html('<script src="{}" type="module"></script>', static("lms/cms.js"))


@hooks.register("construct_main_menu")
def only_what_authors_need(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = [item for item in menu_items if item.name in AUTHORS_MENU]


# --- the desk ------------------------------------------------------------------------------


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return [path("reviews/<int:page_id>/", desk.translation_review, name="translation-review")]


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(desk.WaitingPanel())


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def say_who_read_it(page: Page, user: Any, **context: Any) -> Iterator[Button]:
    """Beside a published translation: how far speakers have read it."""
    if page.live and page.specific_class is ModulePage and source_of(page.specific).pk != page.pk:
        yield Button(
            _("Review by a speaker"),
            reverse("translation-review", args=[page.pk]),
            icon_name="check",
            priority=60,
        )
