"""The web application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")

application = get_wsgi_application()

from lms.checks import refuse_unruled  # noqa: E402 - it knows models, which Django has just loaded

refuse_unruled()
