"""What the clock starts."""

from datetime import timedelta

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, object]] = {
    # Finds work whose message to the broker was lost, or whose worker died.
    "sweep the outbox": {
        "task": "lms.tasks.sweep",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    # What was done 90 days ago is of no use to anybody.
    "clear the outbox": {
        "task": "lms.tasks.clear_away",
        "schedule": crontab(hour="3", minute="10"),
    },
    "refresh the statistics": {
        "task": "lms.tasks.refresh_statistics",
        "schedule": crontab(minute="40"),
    },
    # From then on, whoever changes the audit log can be found out.
    "anchor the audit log": {
        "task": "lms.tasks.anchor_audit",
        "schedule": crontab(hour="3", minute="0"),
    },
    # Files that people were imported from, with their plans.
    "clear the imports": {
        "task": "people.tasks.clear_imports",
        "schedule": crontab(hour="3", minute="30"),
    },
    # Once the day has begun everywhere that people work.
    "apply the rules": {
        "task": "courses.tasks.apply_rules",
        "schedule": crontab(hour="0", minute="30"),
    },
    # After the rules, which take no longer than this.
    "ask for everything where a refresher came too late": {
        "task": "courses.tasks.ask_in_full",
        "schedule": crontab(hour="0", minute="50"),
    },
    # All clocks on earth are a number of quarters of an hour apart.
    "remind people": {
        "task": "courses.tasks.remind",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 10 * 60},
    },
    # Figures that somebody has looked at lately: metrics/kept.py.
    "count the figures ahead": {
        "task": "metrics.tasks.count_ahead",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 5 * 60},
    },
    # People who may be two rows of one human.
    "find duplicates": {
        "task": "people.tasks.find_duplicates",
        "schedule": crontab(hour="3", minute="50"),
    },
    # Answers, scores, names: see people/privacy/periods.py.
    "keep no longer what is over": {
        "task": "lms.tasks.keep_no_longer",
        "schedule": crontab(hour="4", minute="0"),
    },
    # They count no more from the day on; here it is written down, and the CMS is told.
    "end powers that were given for a while": {
        "task": "people.tasks.end_powers",
        "schedule": crontab(hour="0", minute="5"),
    },
    "clear the sessions": {
        "task": "lms.tasks.clear_sessions",
        "schedule": crontab(hour="3", minute="20"),
    },
}
