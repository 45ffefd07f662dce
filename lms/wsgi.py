"""The web application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")
# PostgreSQL's own client reads this. Whoever asked for a page has left before half a minute is
# over; the server should not go on for them. Tasks and commands may take longer.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=25s")

application = get_wsgi_application()

from lms.checks import refuse_unruled  # noqa: E402 - it knows models, which Django has just loaded

refuse_unruled()
