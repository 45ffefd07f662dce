"""What is true everywhere: the parts, their order, the languages, the security policy."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lms import logs
from lms.schedule import SCHEDULE

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var"

INSTALLED_APPS = [
    "lms",
    "metrics",
    "content",
    "assessments",
    "certificates",
    "courses",
    "people",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtailmedia",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "lms.accounts.apps.SessionsConfig",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "lms.middleware.request_log",
    # What puts headers on answers stands outside of all that may answer by itself.
    "lms.middleware.headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.compression.compress_pages",
    "lms.middleware.RefuseNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.doors.devices.SharedDevices",
    "lms.middleware.reading_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.gate.Gate",
    "content.cms.CmsMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "lms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["lms.templatetags.icons"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.context.site",
            ],
        },
    }
]

# --- the product ---------------------------------------------------------------------------

SITE_NAME = "Daylight"
BASE_URL = "http://127.0.0.1:8000"
IS_DEMO = False
# Whether a process that would not be safe ends at its start; see lms/checks.py.
REFUSE_UNSAFE = False
REPORTING_TIME_ZONE = "UTC"

PASS_MARK = 80
QUIZ_COOL_DOWN = timedelta(hours=1)
# When the right answers may be seen: once the quiz is "passed", once it is "submitted", or "never".
QUIZ_SHOWS_RIGHT = "passed"
GROUP_MINIMUM = 5
# Whom to tell of a concern, at least two and one not run by the employer. Each: name, phone,
# address (of a page), independent (of the employer), anonymous (keeps nothing that tells who).
CONCERN_CHANNELS: list[dict[str, object]] = []
PRIVACY_CONTACT = ""
# Whether everybody meets the notice of what is kept before the first lesson; off for most tests.
NOTICE_REQUIRED = True
# How long this installation keeps what people/privacy/periods.py names, where it differs:
# {"answers": {"days": 30}}; longer only with a reason: {"leavers": {"months": 36, "reason": "…"}}.
RETENTION: dict[str, dict[str, object]] = {}

# How many certificates one network address may check in so many seconds.
VERIFICATION_LIMIT = 30
VERIFICATION_WINDOW = 60
# How much use of open modules from one network address is counted in so many seconds. A whole site
# shares one address; what goes beyond is answered all the same.
OPEN_COUNT_LIMIT = 600
OPEN_COUNT_WINDOW = 60 * 60

# Where the audit log's newest ends are written down every day, and to whom they are mailed: whoever
# can change the database should reach neither.
AUDIT_ANCHOR_FILE = VAR / "audit-anchors.jsonl"
AUDIT_ANCHOR_EMAILS: list[str] = []

# --- languages -----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# What modules and pages are written in.
CONTENT_LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("ar", _("Arabic"))]
# What the interface speaks.
LANGUAGES = [*CONTENT_LANGUAGES, ("bn", _("Bengali")), ("my", _("Burmese"))]
# Not all words are translated yet, and no speaker has reviewed those that are: pages say so.
PARTIAL_LANGUAGES = ["bn", "my"]
# Ours, and what the catalogues of Django and allauth lack.
LOCALE_PATHS = [ROOT / "locales", ROOT / "locales" / "borrowed"]
FORMAT_MODULE_PATH = ["lms.formats"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["lms.formats"]

WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = CONTENT_LANGUAGES

# --- signing in ----------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["lms.accounts.backend.OneDoor"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["full_name", "latin_name", "email"]},
    },
    {"NAME": "lms.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "lms.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# Whoever guesses at somebody's password slows down its owner too: a mail lets her in past that.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# For so many seconds nobody is asked again who they are; see people/freshness.py.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
# Whoever holds a power needs a second factor. Off only where the passwords are known to everybody.
SECOND_FACTOR_REQUIRED = True
SECRET_KEY_FALLBACKS: list[str] = []
MFA_ADAPTER = "lms.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "lms.accounts.forms.ActivateForm",
    "authenticate": "lms.accounts.forms.CodeForm",
    "reauthenticate": "lms.accounts.forms.CodeAgainForm",
    "add_webauthn": "lms.accounts.forms.AddPasskeyForm",
    "authenticate_webauthn": "lms.accounts.forms.PasskeyForm",
    "reauthenticate_webauthn": "lms.accounts.forms.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Clocks of phones differ, and people type slowly: the code before and the code after count too.
MFA_TOTP_TOLERANCE = 1
# Addresses are given by the company, not typed by strangers.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Who comes from an organisation's own provider; our own tables say who that is.
SOCIALACCOUNT_ADAPTER = "lms.accounts.sign_on.adapter.SignOnAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
# Whether the server may call addresses inside, and without TLS; see lms/outbound.py.
MAY_CALL_INSIDE = False
# How many proxies of ours stand in front and say who the client is.
ALLAUTH_TRUSTED_PROXY_COUNT = 0
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SAMESITE = "Lax"
# On a device that a group uses, whoever does nothing for so many seconds is signed out.
SHARED_DEVICE_IDLE = 5 * 60
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lms.views.csrf_failure"

# --- security headers ----------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Audio and full screen are for our own players; nothing else of a device is asked for.
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(self), camera=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()"
)

# --- the CMS -------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_MODERATION_ENABLED = False
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime", "Factory"})
WAGTAIL_SLIM_SIDEBAR = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "csv", "txt"]
WAGTAILMEDIA = {
    "AUDIO_EXTENSIONS": ["mp3", "m4a", "ogg", "wav"],
    "VIDEO_EXTENSIONS": ["mp4", "webm"],
}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
TAGGIT_CASE_INSENSITIVE = True

# --- data and files ------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lms.static_files.StaticFiles"},
}


def sqlite(path: Path, *, synchronous: str = "FULL") -> dict[str, object]:
    """The embedded database: write-ahead log, immediate transactions, patient locks.

    `synchronous` is FULL where what was answered must be durable (rule R9): only tests are faster.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;PRAGMA synchronous={synchronous};"
            ),
        },
        "CONN_MAX_AGE": None,
    }


def file_caches(folder: Path) -> dict[str, dict[str, object]]:
    """Caches without a service: one that throttles rely on, and one for what may be thrown away.

    They are apart so that nobody can wash away a throttle by filling the other.
    """
    return {
        "default": {
            "BACKEND": "lms.cache.TidyFileCache",
            "LOCATION": folder / "cache",
            "OPTIONS": {"MAX_ENTRIES": 200_000},
        },
        "once": {
            "BACKEND": "lms.cache.TidyFileCache",
            "LOCATION": folder / "once",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        },
    }


EMAIL_TIMEOUT = 10
# A provider of anymail's, instead of a mail server, and what anymail asks for it. With a
# WEBHOOK_SECRET among that, the provider may tell what became of mails; see lms/mail_events.py.
EMAIL_PROVIDER = ""
ANYMAIL: dict[str, object] = {}

# --- work that nobody waits for ------------------------------------------------------------

CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
# Nobody steers workers by messages; what a stranger puts into the queue cannot either.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BEAT_SCHEDULE = SCHEDULE


EMBEDDED_BROKER = "filesystem://"


def embedded_broker(folder: Path) -> dict[str, object]:
    """Options of Celery's filesystem transport: a broker without a service."""
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.05,
    }


# A broker that does not answer must not hold up a request: the sweep finds what it missed.
IMPATIENT: dict[str, object] = {"max_retries": 1, "interval_start": 0, "socket_connect_timeout": 1}
CELERY_BROKER_CONNECTION_TIMEOUT = 1

# --- the log -------------------------------------------------------------------------------

logs.configure()
LOGGING = logs.logging(as_json=False)
