"""Where modules are read: the learner's own, and the open ones."""

from django.urls import include, path, re_path, register_converter

from content.views import learning, open_help, open_modules


class LanguageConverter:
    """A language code: en, ckb, zh-hans."""

    regex = r"[a-z]{2,3}(?:-[a-z0-9]+)*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "language")

# The same pages with a site before them, and without one.
OPEN = [
    path("", open_modules.choose_language, name="open-start"),
    path("<language:language>/", open_modules.modules, name="open-modules"),
    path("<language:language>/help/", open_help.help_page, name="open-help"),
    path("<language:language>/<slug:code>/", open_modules.module, name="open-module"),
    path("<language:language>/<slug:code>/last/", open_modules.last, name="open-last"),
    path("<language:language>/<slug:code>/finished/", open_modules.finished, name="open-finished"),
    path("<language:language>/<slug:code>/thanks/", open_modules.thanks, name="open-thanks"),
    path(
        "<language:language>/<slug:code>/lessons/<slug:key>/",
        open_modules.lesson,
        name="open-lesson",
    ),
    # No stroke at the end: blocks find it beside their lesson, from the lesson and from itself.
    path(
        "<language:language>/<slug:code>/lessons/<slug:key>/practice",
        open_modules.practice,
        name="open-practice",
    ),
    path(
        "<language:language>/<slug:code>/lessons/<slug:key>/captions/<slug:block>.vtt",
        open_modules.captions,
        name="open-captions",
    ),
]

urlpatterns = [
    path("learn/modules/<slug:code>/", learning.module, name="module"),
    path("learn/studies/<uuid:study_uuid>/", learning.study, name="study"),
    path("learn/studies/<uuid:study_uuid>/lessons/<slug:key>/", learning.lesson, name="lesson"),
    path(
        "learn/studies/<uuid:study_uuid>/lessons/<slug:key>/done",
        learning.lesson_done,
        name="lesson-done",
    ),
    path(
        "learn/studies/<uuid:study_uuid>/lessons/<slug:key>/practice",
        learning.lesson_practice,
        name="lesson-practice",
    ),
    path(
        "learn/studies/<uuid:study_uuid>/lessons/<slug:key>/captions/<slug:block>.vtt",
        learning.lesson_captions,
        name="lesson-captions",
    ),
    path("work/month/", open_modules.month, name="open-month"),
    path("work/", include(OPEN)),
    path("work/<uuid:site>/", include(OPEN)),
    # Only what ends in a stroke: an address without one is led to the one with it first.
    re_path(r"^work/.*/$", open_help.nowhere),
]
