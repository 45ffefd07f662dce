"""The database's own refusal to change or remove rows, for both kinds of database."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Frozen:
    """A table whose rows are only ever added; `word` begins the names of its triggers.

    `same` is a condition, on NEW, that a row stands which an insert would replace. `old` names a
    column with a moment: a row may be deleted once it lies more than so many days back, by the
    database's own clock.
    """

    table: str
    word: str
    message: str
    same: str
    old: tuple[str, int] | None = None

    def freeze(self, schema_editor: Any) -> None:
        """Create the triggers. SQLite loses them when a later migration rebuilds the table."""
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        for statement in self._sqlite() if is_sqlite else self._postgresql():
            schema_editor.execute(statement)

    def unfreeze(self, schema_editor: Any) -> None:
        """Drop the triggers: for a migration that must rebuild the table, and for tests."""
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        for statement in self._sqlite_undo() if is_sqlite else self._postgresql_undo():
            schema_editor.execute(statement)

    def _sqlite(self) -> list[str]:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        young = "WHEN OLD.{} > datetime('now', '-{} days')".format(*self.old) if self.old else ""
        removed = f"BEFORE DELETE ON {self.table} {young} {refuse}"
        return [
            f"CREATE TRIGGER {self.word}_never_changes BEFORE UPDATE ON {self.table} {refuse}",
            f"CREATE TRIGGER {self.word}_never_removed {removed}",
            # REPLACE takes a row's place without any delete that a trigger would see.
            f"""
            CREATE TRIGGER {self.word}_never_replaced BEFORE INSERT ON {self.table}
            WHEN EXISTS (SELECT 1 FROM {self.table} WHERE {self.same}) {refuse}
            """,  # noqa: S608 - nothing is put in but our own names
        ]

    def _sqlite_undo(self) -> list[str]:
        endings = ("never_replaced", "never_changes", "never_removed")
        return [f"DROP TRIGGER IF EXISTS {self.word}_{ending}" for ending in endings]

    def _postgresql(self) -> list[str]:
        call = f"EXECUTE FUNCTION {self.word}_is_frozen()"
        always = f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {self.word}"
        is_old = "OLD.{} < now() - interval '{} days'".format(*self.old) if self.old else "false"
        return [
            f"""
            CREATE OR REPLACE FUNCTION {self.word}_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'TRUNCATE' AND NOT EXISTS (SELECT 1 FROM {self.table}) THEN
                    RETURN NULL;
                END IF;
                IF TG_OP = 'DELETE' THEN
                    IF {is_old} THEN RETURN OLD; END IF;
                END IF;
                RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation';
            END $$
            """,  # noqa: S608, E501 - nothing is put in but our own names
            f"""
            CREATE TRIGGER {self.word}_never_changes BEFORE UPDATE OR DELETE ON {self.table}
            FOR EACH ROW {call}
            """,
            f"""
            CREATE TRIGGER {self.word}_never_emptied BEFORE TRUNCATE ON {self.table}
            FOR EACH STATEMENT {call}
            """,
            # Also in a session that replays another database's changes, where triggers rest.
            f"{always}_never_changes",
            f"{always}_never_emptied",
        ]

    def _postgresql_undo(self) -> list[str]:
        return [
            f"DROP TRIGGER IF EXISTS {self.word}_never_changes ON {self.table}",
            f"DROP TRIGGER IF EXISTS {self.word}_never_emptied ON {self.table}",
            f"DROP FUNCTION IF EXISTS {self.word}_is_frozen()",
        ]


# 24 months.
DAYS_EVENTS_STAY = 731

EVENTS = Frozen(
    table="people_auditevent",
    word="audit_event",
    message="an event of the audit log never changes and is never removed",
    same="id = NEW.id OR (chain_id = NEW.chain_id AND number = NEW.number)",
    old=("at", DAYS_EVENTS_STAY),
)
