"""Who may what: every address, task and kind of file in one table.

What is not in it does not start (`lms/checks.py`), and the gate (`lms/gate.py`) lets nobody
through to it. A rule says who is let in, whose rows there are, what they show, and what may be sent
in. The gate asks only who comes; views load from the querysets of `people/access.py`, so that what
lies outside of one's scope is as if it did not exist.
"""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from lms.celery import app
from lms.policy.addresses import ADDRESSES
from lms.policy.rules import Half, Rule, Scope, Shows, anybody, powerful
from people.models import Power

__all__ = [
    "ADDRESSES",
    "FILES",
    "ROUTES",
    "TASKS",
    "Half",
    "Rule",
    "Scope",
    "Shows",
    "routes_of",
    "rule_of",
    "unruled",
]

# By how the route begins: what has no names of ours, or many of Wagtail's.
ROUTES: dict[str, Rule] = {
    # Guarded by content/cms.py, and by Wagtail's own permissions.
    "cms/": powerful(Power.AUTHOR, scope=Scope.COMPANY, shows=Shows.WORDS, takes=("*",)),
    # Job aids that authors have put in; Wagtail asks whether their collection is private.
    "documents/": anybody(),
    # Where there is nothing: the components' examples (in development), doors that are closed.
    "examples/": anybody(),
    "^work/.*/$": anybody(),
    "^cms/(?:login|password_reset)/": anybody(shows=Shows.NOTHING),
}

# What a worker may be asked to do, by the task's name.
TASKS: dict[str, Scope] = {
    "lms.tasks.work": Scope.ROW,
    "lms.tasks.sweep": Scope.COMPANY,
    "lms.tasks.clear_away": Scope.COMPANY,
    "lms.tasks.clear_sessions": Scope.COMPANY,
    "lms.tasks.refresh_statistics": Scope.COMPANY,
    "lms.tasks.anchor_audit": Scope.COMPANY,
    "metrics.tasks.count_ahead": Scope.COMPANY,
    "courses.tasks.apply_rule": Scope.ROW,
    "courses.tasks.apply_rules": Scope.COMPANY,
    "courses.tasks.ask_in_full": Scope.COMPANY,
    "courses.tasks.remind": Scope.COMPANY,
    "courses.tasks.send_message": Scope.ROW,
    "courses.tasks.apply_rules_at": Scope.ROW,
    "courses.tasks.apply_rules_below": Scope.ROW,
    "courses.tasks.apply_rules_to_holder": Scope.ROW,
    "courses.tasks.apply_rules_where": Scope.ROW,
    "courses.tasks.apply_rules_after_import": Scope.COMPANY,
    "people.tasks.check_import": Scope.ROW,
    "people.tasks.apply_import": Scope.ROW,
    "people.tasks.clear_imports": Scope.COMPANY,
    "people.tasks.find_duplicates": Scope.COMPANY,
    "people.tasks.end_powers": Scope.COMPANY,
    "lms.tasks.send_mail": Scope.ROW,
    "lms.tasks.delete_file": Scope.ROW,
    "lms.tasks.keep_no_longer": Scope.COMPANY,
    "certificates.tasks.draw": Scope.ROW,
}

# What is stored in files, by the folder: the address that alone gives it out; none: nobody.
FILES: dict[str, str] = {
    "images": "media",
    "media": "media",
    "original_images": "",
    "documents": "wagtaildocs_serve",
    "certificates": "certificate-pdf",
    "imports": "",
    "media_thumbnails": "",
    "avatar_images": "",
    "wagtail_uploads": "",
}


def unruled() -> list[str]:
    """Addresses and tasks of this installation that no rule names."""
    app.autodiscover_tasks(force=True)
    routes = routes_of(get_resolver())
    tasks = (name for name in app.tasks if not name.startswith("celery."))
    return [
        *(route for route, pattern in routes if rule_of(pattern.name, route) is None),
        *(name for name in tasks if name not in TASKS),
    ]


def routes_of(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of a resolver with its whole route."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes_of(entry, route)
        else:
            yield route, entry


def rule_of(name: str | None, route: str) -> Rule | None:
    """The rule for an address, by its name or by how its route begins; none: nobody comes in."""
    if name in ADDRESSES:
        return ADDRESSES[name]
    begins = (rule for beginning, rule in ROUTES.items() if route.startswith(beginning))
    return next(begins, None)
