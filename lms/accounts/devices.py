"""What a browser says it is, in as few words as tell one's own devices apart."""

from django.utils.translation import gettext as _

# The first that is found counts: most browsers also call themselves by others' names.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
BETWEEN = "/"


def family(user_agent: str) -> str:
    """The browser's and the system's family, like "Firefox/Android": all that is kept."""
    return f"{_first(BROWSERS, user_agent)}{BETWEEN}{_first(SYSTEMS, user_agent)}"


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for mark, name in names.items() if mark in user_agent), "")


def in_words(kept: str) -> str:
    """A kept family in words for the person."""
    browser, _between, system = kept.partition(BETWEEN)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser")
