"""Is the process alive, and may it be given work? In a word: no versions, no causes."""

from datetime import timedelta

import structlog
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.models import Outbox

log = structlog.get_logger(__name__)

# Work is done within two minutes of any single crash; what is older than this needs a human.
OLDEST_WORK = timedelta(minutes=5)


@never_cache
@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers, its tables are those of this code, and somebody takes up the work."""
    try:
        checks = {"migrations": _is_migrated(), "outbox": _is_work_done()}
        checks["database"] = True
    except DatabaseError as error:
        log.error("not_ready", error=type(error).__name__)
        checks = {"database": False}
    ready = all(checks.values())
    answer = JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)
    if not ready:
        answer["Retry-After"] = "5"
    return answer


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _is_work_done() -> bool:
    since = timezone.now() - OLDEST_WORK
    return not Outbox.objects.left_lying(since).exists()
