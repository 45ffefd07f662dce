"""Numbered system checks: a bad installation is told so, with a hint, and does not start.

Where settings.REFUSE_UNSAFE is on, as in production, the errors stop every process at its start;
`check --deploy` tells them, and the warnings, at any time.
"""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning
from django.core.checks import register as register_check
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from lms import policy
from people.privacy import periods

SHORTEST_KEY = 50
FEWEST_DIFFERENT = 10
FEWEST_CHANNELS = 2
ALL_ADDRESSES = {"*", ".", ""}


def register() -> None:
    """Called once, when Django is ready."""
    for check in (*REASONS_NOT_TO_START, concerns_have_channels, anchors_leave_the_machine):
        register_check(check, Tags.security, deploy=True)
    register_check(everything_is_ruled, Tags.urls)


def refuse_unsafe() -> None:
    """Do not start what is configured unsafely. Raises ImproperlyConfigured with every reason."""
    faults = [fault for check in REASONS_NOT_TO_START for fault in check(None)]
    if faults:
        told = "\n".join(f"  {fault.id}: {fault.msg} {fault.hint}" for fault in faults)
        raise ImproperlyConfigured(
            f"Daylight does not start, because it would not be safe:\n{told}"
        )


def refuse_unruled(**kwargs: Any) -> None:
    """Do not serve what the policy does not name. Raises ImproperlyConfigured with every one."""
    if faults := everything_is_ruled(None):
        raise ImproperlyConfigured("\n".join(f"{fault.id}: {fault.msg}" for fault in faults))


def everything_is_ruled(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"No rule says who may use {name}.",
            hint="Every address and task has a line in lms/policy/.",
            id="daylight.E015",
        )
        for name in policy.unruled()
    ]


def demo_stays_home(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demo's people and their known passwords never stand on a real machine."""
    if not settings.IS_DEMO:
        return []
    return [
        Error(
            "The demo is switched on.",
            hint="Production uses lms.settings.production, where IS_DEMO is False.",
            id="daylight.E001",
        )
    ]


def power_needs_a_second_factor(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A stolen password of one person would open what is kept of all whom she looks after."""
    if settings.SECOND_FACTOR_REQUIRED:
        return []
    return [
        Error(
            "SECOND_FACTOR_REQUIRED is off: a password alone opens what people with power can do.",
            hint="It is off for the demonstration only. Leave it as lms.settings.base has it.",
            id="daylight.E014",
        )
    ]


def key_is_secret(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Also one that was used before: what it signs is still believed."""
    if all(map(_is_secret, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])):
        return []
    return [
        Error(
            "SECRET_KEY, or one of SECRET_KEY_FALLBACKS, is short, simple or known to others.",
            hint="Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="daylight.E002",
        )
    ]


def _is_secret(key: str) -> bool:
    known = key.startswith(("only-for", "django-insecure"))
    return not known and len(key) >= SHORTEST_KEY and len(set(key)) >= FEWEST_DIFFERENT


def hosts_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    hosts = set(settings.ALLOWED_HOSTS)
    if hosts and not hosts & ALL_ADDRESSES and not any(map(_is_top_level, hosts)):
        return []
    return [
        Error(
            "ALLOWED_HOSTS names no host, or all of them.",
            hint="Name the host that people type, for example daylight.example.org.",
            id="daylight.E003",
        )
    ]


def _is_top_level(host: str) -> bool:
    """Whether it stands for everything under .com or the like."""
    return host.startswith(".") and "." not in host.strip(".")


def own_host_is_allowed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every link in a mail and on a certificate would be refused otherwise."""
    host = urlsplit(settings.BASE_URL).hostname
    if not host or validate_host(host, settings.ALLOWED_HOSTS):
        return []
    return [
        Error(
            f"ALLOWED_HOSTS does not name {host}, the host of BASE_URL.",
            hint="Name it: links in mails and on certificates lead there.",
            id="daylight.E009",
        )
    ]


def address_is_encrypted(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    address = urlsplit(settings.BASE_URL)
    if address.scheme == "https" and address.hostname:
        return []
    return [
        Error(
            "BASE_URL does not begin with https://.",
            hint="It is printed on certificates and sent in mails: give the public address.",
            id="daylight.E004",
        )
    ]


def address_is_of_the_whole_site(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    address = urlsplit(settings.BASE_URL)
    if not (address.path.strip("/") or address.query or address.fragment or address.username):
        return []
    return [
        Error(
            "BASE_URL has more than a host: a path, a query or a name.",
            hint="Daylight answers at the root of its host: https://daylight.example.org.",
            id="daylight.E010",
        )
    ]


def zone_is_known(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.REPORTING_TIME_ZONE in available_timezones():
        return []
    return [
        Error(
            f"REPORTING_TIME_ZONE is no time zone: {settings.REPORTING_TIME_ZONE}.",
            hint="Give one of the IANA names, for example Europe/London.",
            id="daylight.E011",
        )
    ]


def proxies_are_counted(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT >= 0:
        return []
    return [
        Error(
            "TRUSTED_PROXIES is less than 0.",
            hint="Count the proxies in front that add to X-Forwarded-For; 0 if there are none.",
            id="daylight.E012",
        )
    ]


def callers_are_told_apart(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Behind a proxy that is not counted all callers are one: a guesser locks everybody out."""
    if not settings.SECURE_PROXY_SSL_HEADER or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    return [
        Error(
            "BEHIND_TLS_PROXY is true, but TRUSTED_PROXIES is 0: all callers seem to be one.",
            hint="Set TRUSTED_PROXIES to how many proxies in front add to X-Forwarded-For.",
            id="daylight.E013",
        )
    ]


def no_debugging(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.DEBUG:
        return []
    return [
        Error(
            "DEBUG is on: error pages would show the code and the settings to everybody.",
            hint="Production uses lms.settings.production, where DEBUG is False.",
            id="daylight.E005",
        )
    ]


def cookies_are_guarded(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    guarded = (
        settings.SESSION_COOKIE_SECURE,
        settings.SESSION_COOKIE_HTTPONLY,
        settings.CSRF_COOKIE_SECURE,
        settings.SECURE_HSTS_SECONDS,
    )
    if all(guarded):
        return []
    return [
        Error(
            "Cookies could travel unencrypted, or be read by scripts.",
            hint="Leave the cookie and HSTS settings of lms.settings.production as they are.",
            id="daylight.E006",
        )
    ]


def no_pickles(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    accepted = set(settings.CELERY_ACCEPT_CONTENT)
    serializer = getattr(settings, "SESSION_SERIALIZER", "JSONSerializer")
    if accepted == {"json"} and "Pickle" not in serializer:
        return []
    return [
        Error(
            "Messages or sessions could carry code (pickle).",
            hint="CELERY_ACCEPT_CONTENT is ['json'], sessions are JSON.",
            id="daylight.E007",
        )
    ]


def calls_stay_outside(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.MAY_CALL_INSIDE:
        return []
    return [
        Error(
            "MAY_CALL_INSIDE is on: who sets up single sign-on could have us call inside.",
            hint="It is for tests and demonstrations: leave it off.",
            id="daylight.E016",
        )
    ]


def files_are_private(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{file} can be read by everybody on this machine.",
            hint=f"chmod o-rwx {file}",
            id="daylight.E008",
        )
        for file in _files_with_secrets()
        if file.exists() and file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH)
    ]


def _files_with_secrets() -> Iterator[Path]:
    yield settings.ROOT / ".env"
    database = settings.DATABASES["default"]
    if str(database["ENGINE"]).endswith("sqlite3"):
        yield Path(str(database["NAME"]))


def concerns_have_channels(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    channels = settings.CONCERN_CHANNELS
    if len(channels) >= FEWEST_CHANNELS and any(channel.get("independent") for channel in channels):
        return []
    return [
        Warning(
            "CONCERN_CHANNELS names fewer than two channels, or none apart from the employer's.",
            hint="See .env.example: people who learn about abuse need somebody to tell.",
            id="daylight.W001",
        )
    ]


def anchors_leave_the_machine(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.AUDIT_ANCHOR_EMAILS:
        return []
    return [
        Warning(
            "AUDIT_ANCHOR_EMAILS names nobody: the audit log's anchors stay on this machine.",
            hint="Name an address outside of those who run it: docs/guides/auditing.md.",
            id="daylight.W002",
        )
    ]


def periods_are_lengths(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"RETENTION cannot be followed. {fault}",
            hint="See .env.example and docs/guides/privacy.md.",
            id="daylight.E016",
        )
        for fault in periods.faults(settings.RETENTION)
    ]


REASONS_NOT_TO_START: list[Callable[..., list[CheckMessage]]] = [
    demo_stays_home,
    power_needs_a_second_factor,
    key_is_secret,
    hosts_are_named,
    own_host_is_allowed,
    address_is_encrypted,
    address_is_of_the_whole_site,
    zone_is_known,
    proxies_are_counted,
    callers_are_told_apart,
    no_debugging,
    cookies_are_guarded,
    no_pickles,
    calls_stay_outside,
    files_are_private,
    periods_are_lengths,
]
