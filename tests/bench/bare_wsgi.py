"""The baseline's application: Django and nothing of ours."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
