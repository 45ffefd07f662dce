"""A translation made at the translation desk: every string in another language's words."""

from collections.abc import Callable

from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from content.models import ModulePage
from tests.content.pages import locale


def in_spanish(words: str) -> str:
    return f"ES {words}"


def desk(page: ModulePage, code: str = "es") -> Translation:
    """The desk's text taken from the page as it is published now."""
    source, _ = TranslationSource.get_or_create_from_instance(page)
    source.update_from_db()
    return Translation.objects.get_or_create(source=source, target_locale=locale(code))[0]


def say(
    at: Translation, *, words: Callable[[str], str] = in_spanish, without: tuple[str, ...] = ()
) -> None:
    """Translate every string but those whose path begins with one of `without`."""
    for segment in StringSegment.objects.filter(source=at.source).select_related(
        "string", "context"
    ):
        if not segment.context.path.startswith(without or ("-",)):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=at.target_locale,
                defaults={"data": words(segment.string.data), "translation_type": "manual"},
            )


def publish(at: Translation) -> ModulePage:
    at.save_target(publish=False)
    at.get_target_instance().get_latest_revision().publish()
    return at.get_target_instance()


def translated(page: ModulePage, code: str = "es", **saying: object) -> ModulePage:
    """The published translation of a page, every string translated."""
    at = desk(page, code)
    say(at, **saying)
    return publish(at)
