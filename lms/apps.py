from celery.signals import worker_init
from django.apps import AppConfig
from django.conf import settings


class LmsConfig(AppConfig):
    name = "lms"

    def ready(self) -> None:
        from lms import checks, flow

        checks.register()
        if settings.REFUSE_UNSAFE:
            checks.refuse_unsafe()
        flow.connect()
        worker_init.connect(checks.refuse_unruled, weak=False)
