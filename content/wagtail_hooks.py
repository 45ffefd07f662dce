"""What happens in Wagtail's name: publishing freezes, and the CMS shows authors what is theirs."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from content import actions
from content.models import ModulePage, ProgrammePage

# Of Wagtail's menu only these are for authors; people, groups and sites are kept elsewhere.
AUTHORS_MENU = {"explorer", "images", "documents", "media"}


# --- publishing ----------------------------------------------------------------------------


def freeze_published(sender: type[Page], instance: Page, **facts: Any) -> None:
    """A published module becomes an edition, a published programme is told to the record."""
    if isinstance(instance, ModulePage):
        actions.publish_module(instance, by=facts["revision"].user)
    elif isinstance(instance, ProgrammePage):
        actions.tell_programme(instance)


def tell_again(sender: type[Page], instance: Page, **facts: Any) -> None:
    """Where a module was taken away or moved, its programmes ask for what is there now."""
    if isinstance(instance.specific, ModulePage):
        for programme in ProgrammePage.objects.parent_of(instance).live():
            actions.tell_programme(programme)


page_published.connect(freeze_published, dispatch_uid="freeze_published")
page_unpublished.connect(tell_again, dispatch_uid="tell_after_unpublishing")
post_page_move.connect(tell_again, dispatch_uid="tell_after_moving")


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
