"""An unsafe installation does not start, and is told why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from lms import checks
from lms.settings.base import ROOT

GOOD = {
    "IS_DEMO": False,
    "SECOND_FACTOR_REQUIRED": True,
    "SECRET_KEY": "x8Jq0wW4mZp2Lk7Rt5Yb9Nc3Vd6Gf1HsQaEoUiTjKlMzXvBnPy",
    "ALLOWED_HOSTS": ["daylight.example.org"],
    "BASE_URL": "https://daylight.example.org",
    "DEBUG": False,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_HSTS_SECONDS": 31536000,
    "CELERY_ACCEPT_CONTENT": ["json"],
    "MAY_CALL_INSIDE": False,
}


@pytest.fixture
def safe(settings, tmp_path, monkeypatch):
    """Settings that are fit for a real installation."""
    for name, value in GOOD.items():
        setattr(settings, name, value)
    settings.ROOT = tmp_path
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "daylight.sqlite3"}
    monkeypatch.setitem(settings.DATABASES, "default", database)
    return settings


def test_a_safe_installation_starts(safe):
    checks.refuse_unsafe()


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("IS_DEMO", True, "E001"),
        ("SECRET_KEY", "short", "E002"),
        ("SECRET_KEY", "a" * 60, "E002"),
        ("SECRET_KEY", "django-insecure-" + GOOD["SECRET_KEY"], "E002"),
        ("SECRET_KEY_FALLBACKS", [GOOD["SECRET_KEY"], "short"], "E002"),
        ("SECOND_FACTOR_REQUIRED", False, "E014"),
        ("MAY_CALL_INSIDE", True, "E016"),
        ("ALLOWED_HOSTS", [], "E003"),
        ("ALLOWED_HOSTS", ["daylight.example.org", "*"], "E003"),
        ("BASE_URL", "http://daylight.example.org", "E004"),
        ("BASE_URL", "https://", "E004"),
        ("ALLOWED_HOSTS", [".com"], "E003"),
        ("ALLOWED_HOSTS", ["elsewhere.example.org"], "E009"),
        ("BASE_URL", "https://daylight.example.org/lms", "E010"),
        ("BASE_URL", "https://daylight.example.org?a=b", "E010"),
        ("BASE_URL", "https://me:word@daylight.example.org", "E010"),
        ("REPORTING_TIME_ZONE", "Europe/Atlantis", "E011"),
        ("REPORTING_TIME_ZONE", "", "E011"),
        ("ALLAUTH_TRUSTED_PROXY_COUNT", -1, "E012"),
        ("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https"), "E013"),
        ("DEBUG", True, "E005"),
        ("SESSION_COOKIE_SECURE", False, "E006"),
        ("CSRF_COOKIE_SECURE", False, "E006"),
        ("SECURE_HSTS_SECONDS", 0, "E006"),
        ("CELERY_ACCEPT_CONTENT", ["json", "pickle"], "E007"),
        ("SESSION_SERIALIZER", "django.contrib.sessions.serializers.PickleSerializer", "E007"),
    ],
)
def test_an_unsafe_installation_is_refused_with_the_reason(safe, name, value, number):
    setattr(safe, name, value)

    with pytest.raises(ImproperlyConfigured, match=f"daylight.{number}"):
        checks.refuse_unsafe()


def test_a_subdomain_wildcard_and_a_counted_proxy_are_fine(safe):
    safe.ALLOWED_HOSTS = [".example.org"]
    safe.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    safe.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    checks.refuse_unsafe()


@pytest.mark.parametrize("file", [".env", "daylight.sqlite3"])
def test_secrets_that_everybody_can_read_are_refused(safe, file):
    secret = Path(safe.ROOT, file)
    secret.touch(mode=0o600)
    checks.refuse_unsafe()
    secret.chmod(0o644)

    with pytest.raises(ImproperlyConfigured, match="E008"):
        checks.refuse_unsafe()


@pytest.mark.parametrize(
    "channels",
    [[], [{"name": "a", "independent": True}], [{"name": "a"}, {"name": "b"}]],
)
def test_too_few_channels_for_concerns_are_warned_of(settings, channels):
    settings.CONCERN_CHANNELS = channels

    assert [warning.id for warning in checks.concerns_have_channels(None)] == ["daylight.W001"]


def test_two_channels_one_of_them_independent_are_enough(settings):
    settings.CONCERN_CHANNELS = [{"name": "a"}, {"name": "b", "independent": True}]

    assert checks.concerns_have_channels(None) == []


@pytest.mark.parametrize(("addresses", "said"), [([], ["daylight.W002"]), (["a@example.org"], [])])
def test_anchors_that_stay_on_the_machine_are_warned_of(settings, addresses, said):
    settings.AUDIT_ANCHOR_EMAILS = addresses

    assert [warning.id for warning in checks.anchors_leave_the_machine(None)] == said


def _start(**changes: str) -> subprocess.CompletedProcess[str]:
    sample = (ROOT / ".ci" / "production.env").read_text().splitlines()
    given = dict(line.split("=", 1) for line in sample if line and not line.startswith("#"))
    given = {name: value.strip("'") for name, value in given.items()}
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "lms.settings.production"}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment | given | changes,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_sample_environment_of_production_is_clean():
    result = _start()

    assert (result.returncode, result.stderr) == (0, "")


def test_production_does_not_start_behind_a_proxy_that_is_not_counted():
    result = _start(BEHIND_TLS_PROXY="true", TRUSTED_PROXIES="0")

    assert result.returncode != 0
    assert "daylight.E013" in result.stderr


def test_production_does_not_start_with_a_weak_key_and_all_hosts():
    result = _start(SECRET_KEY="abc", ALLOWED_HOSTS="*")

    assert result.returncode != 0
    assert "daylight.E002" in result.stderr
    assert "daylight.E003" in result.stderr
