"""The countries of ISO 3166, as the reader's language calls them."""

from babel import Locale
from django.utils.translation import get_language

# Two letters that CLDR names and that are no country.
NONE = {"ZZ", "EU", "UN", "EZ", "XA", "XB", "QO"}


def names() -> dict[str, str]:
    """Code and name of each."""
    found = Locale.parse(get_language() or "en", sep="-").territories
    return {
        code: str(name)
        for code, name in found.items()
        if len(code) == 2 and code.isalpha() and code not in NONE
    }
