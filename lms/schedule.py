"""What the clock starts."""

from datetime import timedelta

SCHEDULE: dict[str, dict[str, object]] = {
    # Finds work whose message to the broker was lost, or whose worker died.
    "sweep the outbox": {"task": "lms.tasks.sweep", "schedule": timedelta(seconds=5)},
}
