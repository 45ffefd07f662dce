"""The starter curriculum becomes ordinary pages, published; all of it or nothing."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from content import starter_pages
from content.actions.editions import review_translation
from content.models import HomePage, ModulePage, ProgrammePage
from content.starter_files import SOURCE, Starter
from content.starter_parts import Part, StarterNotSound
from courses.document import InvalidDocument
from courses.models import Edition
from people.audit import actions as audit


@dataclass
class Loading:
    """What loading has done so far, in words for the one who asked for it."""

    told: list[str] = field(default_factory=list)
    changed: int = 0

    def tell(self, page: Page, done: str) -> None:
        self.told.append(f"{page.locale.language_code}  {page.title}: {done}")


class TranslationDoesNotFit(Exception):
    """A translation's paragraphs do not correspond to its source's."""


@audit.at_the_end()
def load_starter(starter: Starter) -> Loading:
    """Make and publish the starter's pages. What stands, or was edited here, is left alone.

    Raises StarterNotSound if a module cannot be published as its files have it.
    """
    loading = Loading()
    home = _home(starter, loading)
    for programme in starter.programmes:
        _programme(home, programme, starter, loading)
    return loading


def _home(starter: Starter, loading: Loading) -> HomePage:
    source, *others = _languages(starter.home)
    home = HomePage.objects.filter(locale=source).first() or HomePage(locale=source, slug="front")
    content = starter_pages.home_content(starter.home, SOURCE)
    _publish(home, Page.get_first_root_node(), content, loading)
    _lead_here(home)
    for locale in others:
        words = starter_pages.home_content(starter.home, locale.language_code)
        _publish_translation(home, locale, words, loading)
    return home


def _lead_here(home: HomePage) -> None:
    """The site begins at our front page; Wagtail's page of welcome goes."""
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    before = site.root_page if site.root_page_id else None
    if before is None or before.pk != home.pk:
        site.root_page = home
        site.site_name = settings.SITE_NAME
        site.save()
    if before is not None and before.specific_class is Page:
        before.delete()


def _programme(home: HomePage, programme: Part, starter: Starter, loading: Loading) -> None:
    source, *others = _languages(programme["texts"])
    code = programme["code"]
    page = ProgrammePage.objects.filter(code=code, locale=source).first()
    page = page or ProgrammePage(locale=source, slug=code.lower())
    _publish(page, home, starter_pages.programme_content(programme, SOURCE), loading)
    for locale in others:
        words = starter_pages.programme_content(programme, locale.language_code)
        _publish_translation(page, locale, words, loading)
    for module in programme["modules"]:
        if not module.get("planned"):
            _module(page, starter.modules[module["code"]], loading)


def _module(parent: ProgrammePage, languages: dict[str, Part], loading: Loading) -> None:
    source, *others = _languages(languages)
    file = languages[SOURCE]
    code = file["module"]
    page = ModulePage.objects.filter(code=code, locale=source).first()
    page = page or ModulePage(locale=source, slug=code.lower())
    with _faults_of(f"{code}/{SOURCE}.yaml"):
        _publish(page, parent, starter_pages.module_content(file, file), loading)
    for locale in others:
        words = languages[locale.language_code]
        content = starter_pages.module_content(file, words)
        with _faults_of(f"{code}/{locale.language_code}.yaml"):
            target = _publish_translation(page, locale, content, loading)
        state = words.get("status", Edition.Review.UNREVIEWED)
        if isinstance(target, ModulePage) and state != Edition.Review.UNREVIEWED:
            review_translation(target, state, by=None)


@contextmanager
def _faults_of(file: str) -> Iterator[None]:
    """What only publishing finds out about a file is told like its other faults."""
    try:
        yield
    except (TranslationDoesNotFit, InvalidDocument, ValidationError) as fault:
        told = "; ".join(fault.messages) if isinstance(fault, ValidationError) else fault
        raise StarterNotSound([f"{file}, line 1: {told}"]) from fault


def _languages(words: dict[str, Any]) -> Iterator[Locale]:
    """The languages that the words are in and the installation speaks: the source's first."""
    spoken = [code for code, _ in settings.LANGUAGES if code in words and code != SOURCE]
    for code in [SOURCE, *spoken]:
        yield Locale.objects.get_or_create(language_code=code)[0]


# --- a page --------------------------------------------------------------------------------


def _publish(page: Page, parent: Page, content: dict[str, Any], loading: Loading) -> None:
    """Give a page this content and publish it, unless it says so already or was edited here."""
    if page.pk and _edited_here(page):
        loading.tell(page, "edited here, left alone")
        return
    before = _says(page) if page.pk and page.live else None
    _fill(page, content)
    if _says(page) == before:
        loading.tell(page, "stands already")
        return
    if page.pk:
        page.save()
    else:
        parent.refresh_from_db()
        page.live = False
        parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    loading.changed += 1
    loading.tell(page, "published")


def _edited_here(page: Page) -> bool:
    revision = page.get_latest_revision()
    return revision is not None and revision.user_id is not None


def _fill(page: Page, content: dict[str, Any]) -> None:
    for name, value in content.items():
        is_stream = isinstance(page._meta.get_field(name), StreamField)
        setattr(page, name, json.dumps(value) if is_stream else value)
    page.draft_title = page.title


def _says(page: Page) -> dict[str, Any]:
    """What the page says, without what Wagtail writes down about it."""
    content = json.loads(page.to_json())
    own = [each for each in type(page)._meta.local_fields if each.name != "page_ptr"]
    said = {each.name: content[each.name] for each in own}
    # A stream is kept as text in JSON, and PostgreSQL gives back its names in another order.
    streams = {each.name for each in own if isinstance(each, StreamField)}
    said |= {name: json.loads(said[name]) for name in streams}
    return {"title": content["title"], **said}


# --- its translation -----------------------------------------------------------------------


def _publish_translation(
    page: Page, locale: Locale, content: dict[str, Any], loading: Loading
) -> Page | None:
    """Give the translation desk these words for a page, and publish what it makes of them."""
    target = page.get_translation_or_none(locale)
    if target and _edited_here(target.specific):
        loading.tell(target, "edited here, left alone")
        return None
    source, _ = TranslationSource.update_or_create_from_instance(page)
    desk, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    words = type(page)(locale=locale)
    _fill(words, content)
    changed = _translate(page, source, words, locale)
    if target and target.live and not changed:
        fresh = source.get_ephemeral_translated_instance(locale)
        if _says(fresh) == _says(target.specific):
            loading.tell(target, "stands already")
            return None
    desk.save_target(publish=False)
    target = desk.get_target_instance()
    target.get_latest_revision().publish()
    now = timezone.now()
    desk.translations_last_updated_at = desk.destination_last_updated_at = now
    desk.save()
    loading.changed += 1
    loading.tell(target, "published")
    return desk.get_target_instance()


def _translate(page: Page, source: TranslationSource, words: Page, locale: Locale) -> int:
    """Put the words beside the source's strings, path by path; return how many were new."""
    said = _strings(words)
    known = {
        (each.translation_of_id, each.context_id): each.data
        for each in StringTranslation.objects.filter(
            locale=locale, context__object_id=source.object_id
        )
    }
    new = {}
    segments = StringSegment.objects.filter(source=source).select_related("context")
    for segment in segments.order_by("order"):
        spoken = said[segment.context.path]
        if not spoken:
            raise TranslationDoesNotFit(f"{page.title} ({locale}): {segment.context.path}")
        place = (segment.string_id, segment.context_id)
        data = spoken.pop(0)
        if known.get(place) != data:
            new[place] = StringTranslation(
                translation_of_id=segment.string_id,
                context_id=segment.context_id,
                locale=locale,
                data=data,
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                updated_at=timezone.now(),
            )
    if any(said.values()):
        raise TranslationDoesNotFit(f"{page.title} ({locale}): more paragraphs than the source")
    StringTranslation.objects.bulk_create(
        new.values(),
        update_conflicts=True,
        unique_fields=["locale", "translation_of", "context"],
        update_fields=["data", "updated_at"],
    )
    return len(new)


def _strings(page: Page) -> defaultdict[str, list[str]]:
    strings = defaultdict(list)
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            strings[segment.path].append(segment.string.data)
    return strings
