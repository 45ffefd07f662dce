"""Which tables are written to while something is tried."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# What looking may touch: the session, and allauth's copy of an address, made when first needed.
TOUCHED = {"django_session", "account_emailaddress", "usersessions_usersession"}

_WRITES = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables that are written to, but for those that looking may touch."""
    tables: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (found := _WRITES.match(sql)) and found[1] not in TOUCHED:
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables
