"""What the translation desk knows of a page: what it was made from, what still lacks words."""

from django.db.models import Exists, OuterRef
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from content.models import ModulePage
from courses.models import Edition

# Top-level parts of a module that are left out whole while a string of theirs is untranslated.
PARTS = ("objectives.", "lessons.", "quiz.")


def desk_of(page: ModulePage) -> Translation | None:
    """The translation that the page is the target of, unless it is edited by hand."""
    return (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale, enabled=True
        )
        .select_related("source")
        .first()
    )


def source_edition(page: ModulePage) -> Edition | None:
    """The source edition whose words were translated: the newest when the desk last took the text.

    A source edition published since then is not claimed to be translated.
    """
    editions = Edition.objects.filter(module__code=page.code).exclude(
        language=page.locale.language_code
    )
    editions = editions.filter(source=None).newest_first()
    desk = desk_of(page)
    if desk:
        taken = editions.filter(published_at__lte=desk.source.last_updated_at)
        return taken.first() or editions.last()
    return editions.first()


def untranslated_parts(page: ModulePage) -> set[str]:
    """Keys of the lessons, questions and objectives that lack a translated string."""
    desk = desk_of(page)
    if desk is None:
        return set()
    said = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=desk.target_locale_id,
        has_error=False,
    )
    paths = (
        StringSegment.objects.filter(source_id=desk.source_id)
        .filter(~Exists(said))
        .values_list("context__path", flat=True)
    )
    return {path.split(".")[1] for path in paths if path.startswith(PARTS)}


def newest_edition(page: ModulePage) -> Edition | None:
    """The edition that the page was last frozen as, without its document."""
    editions = Edition.objects.filter(module__code=page.code, language=page.locale.language_code)
    return editions.defer("document").newest_first().first()


def newest_reviews() -> dict[tuple[str, str], str]:
    """How far the newest edition of each module and language has been read by a speaker."""
    rows = Edition.objects.order_by("number").values_list("module__code", "language", "review")
    return {(code, language): review for code, language, review in rows}
