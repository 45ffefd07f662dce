"""The project: how the parts are put together."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
