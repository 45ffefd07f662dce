"""What every page knows: the product's name, the languages, the way the text runs."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from lms.languages import interface_languages, language


def site(request: HttpRequest) -> dict[str, object]:
    current = language(get_language() or settings.LANGUAGE_CODE)
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.IS_DEMO,
        "languages": interface_languages(),
        "current_language": current.code,
        "text_direction": current.direction,
    }
