"""A Django that does nothing, as the baseline of every ratio: no middleware, no database."""

SECRET_KEY = "only-for-measuring"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tests.bench.bare_urls"
MIDDLEWARE: list[str] = []
