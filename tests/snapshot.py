"""The database as the migrations leave it, put back after a test that really commits.

Django's own way, `flush`, cannot be used: it deletes editions and events, which the database
refuses, and it loses the rows that migrations made (Wagtail's root page and locale). Nor does
Django put sequences back. Putting back here goes round the triggers, and is faster than flushing.
"""

import sqlite3
from typing import Any

from django.db import connection, connections

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

    # PostgreSQL empties all tables at once, with triggers and foreign keys switched off, and takes
    # back rows and sequences. Needs a superuser, as tests on PostgreSQL have.

    def _take_postgresql(self) -> tuple[dict[str, bytes], dict[str, tuple[int, bool]]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            tables = [row[0] for row in cursor.fetchall()]
            cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
            sequences = [row[0] for row in cursor.fetchall()]
            rows = {}
            for table in tables:
                with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copy:
                    rows[table] = b"".join(copy)
            stands = {}
            for sequence in sequences:
                cursor.execute(f'SELECT last_value, is_called FROM "{sequence}"')  # noqa: S608
                stands[sequence] = cursor.fetchone()
        return rows, stands

    def _put_postgresql(self) -> None:
        rows, stands = self._kept
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for frozen in FROZEN:
                emptying = f"{frozen.word}_never_emptied"
                cursor.execute(f"ALTER TABLE {frozen.table} DISABLE TRIGGER {emptying}")
            names = ", ".join(f'"{table}"' for table in rows)
            cursor.execute(f"TRUNCATE {names}")
            for table, data in rows.items():
                with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as copy:
                    copy.write(data)
            for sequence, (value, is_called) in stands.items():
                cursor.execute("SELECT setval(%s, %s, %s)", [f'"{sequence}"', value, is_called])
            for frozen in FROZEN:
                emptying = f"{frozen.word}_never_emptied"
                cursor.execute(f"ALTER TABLE {frozen.table} ENABLE ALWAYS TRIGGER {emptying}")
            cursor.execute("SET session_replication_role = DEFAULT")
