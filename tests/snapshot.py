"""The database as the migrations leave it, put back after a test that really commits.

Django's own way, `flush`, cannot be used: it deletes editions and events, which the database
refuses, and it loses the rows that migrations made (Wagtail's root page and locale). Nor does
Django put sequences back. Putting back here goes round the triggers, and is faster than flushing.
"""

import sqlite3
from typing import Any

from django.db import connection, connections, transaction

from courses.triggers import EDITIONS
from people.triggers import EVENTS

FROZEN = [EDITIONS, EVENTS]


class Snapshot:
    """A copy of the test database's contents, to be put back as often as one likes."""

    def __init__(self) -> None:
        self._take = self._take_sqlite if connection.vendor == "sqlite" else self._take_postgresql
        self._put = self._put_sqlite if connection.vendor == "sqlite" else self._put_postgresql
        connection.ensure_connection()
        self._kept: Any = self._take()

    def put_back(self) -> None:
        """Make the database what it was when the snapshot was taken."""
        for other in connections.all(initialized_only=True):
            other.rollback()
        self._put()

    # SQLite copies whole files, with tables, sequences, indexes and triggers.

    def _take_sqlite(self) -> sqlite3.Connection:
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(kept)
        return kept

    def _put_sqlite(self) -> None:
        connection.ensure_connection()
        self._kept.backup(connection.connection)

    # PostgreSQL gives up the rows of the tables that have any, with triggers and foreign keys
    # switched off, and takes back rows and sequences. To empty all tables at once would take a
    # hundred times as long: it gives each a new file. Needs a superuser, as tests here have.

    def _take_postgresql(self) -> tuple[dict[str, bytes], dict[str, int | None]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            rows = {}
            for (table,) in cursor.fetchall():
                with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copy:
                    rows[table] = b"".join(copy)
            return rows, _sequences(cursor)

    def _put_postgresql(self) -> None:
        rows, stands = self._kept
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            filled = _filled(cursor, rows)
            frozen = [one for one in FROZEN if one.table in filled]
            for one in frozen:
                cursor.execute(f"ALTER TABLE {one.table} DISABLE TRIGGER {one.word}_never_changes")
            for table in filled:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name of our own
                with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as copy:
                    copy.write(rows[table])
            for one in frozen:
                name = f"{one.word}_never_changes"
                cursor.execute(f"ALTER TABLE {one.table} ENABLE ALWAYS TRIGGER {name}")
            for name, _ in _sequences(cursor).items() - stands.items():
                before = stands[name]
                started = [f'"{name}"', before or 1, before is not None]
                cursor.execute("SELECT setval(%s, %s, %s)", started)


def _filled(cursor: Any, rows: dict[str, bytes]) -> list[str]:
    """The tables that hold rows, or should."""
    asking = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in rows)  # noqa: S608
    cursor.execute(" UNION ALL ".join(asking))
    found = {row[0] for row in cursor.fetchall()}
    empty = min(map(len, rows.values()))
    return [table for table, data in rows.items() if table in found or len(data) > empty]


def _sequences(cursor: Any) -> dict[str, int | None]:
    """What each sequence gave last; none if it has not begun."""
    cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
    return dict(cursor.fetchall())
