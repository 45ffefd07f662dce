"""The database's own refusal to change or remove an edition, for both kinds of database."""

from typing import Any

MESSAGE = "an edition never changes and is never removed"

SQLITE = [
    f"""
    CREATE TRIGGER edition_never_changes BEFORE UPDATE ON courses_edition
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """,
    f"""
    CREATE TRIGGER edition_never_removed BEFORE DELETE ON courses_edition
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """,
    # REPLACE takes a row's place without any delete that a trigger would see.
    f"""
    CREATE TRIGGER edition_never_replaced BEFORE INSERT ON courses_edition
    WHEN EXISTS (
        SELECT 1 FROM courses_edition WHERE id = NEW.id OR digest = NEW.digest
        OR (module_id = NEW.module_id AND language = NEW.language AND number = NEW.number)
    )
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """,  # noqa: S608
]
SQLITE_UNDO = [
    "DROP TRIGGER IF EXISTS edition_never_replaced",
    "DROP TRIGGER IF EXISTS edition_never_changes",
    "DROP TRIGGER IF EXISTS edition_never_removed",
]

POSTGRESQL = [
    # Nothing is put in but our own sentence.
    f"""
    CREATE OR REPLACE FUNCTION edition_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' AND NOT EXISTS (SELECT 1 FROM courses_edition) THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,  # noqa: S608
    """
    CREATE TRIGGER edition_never_changes BEFORE UPDATE OR DELETE ON courses_edition
    FOR EACH ROW EXECUTE FUNCTION edition_is_frozen()
    """,
    """
    CREATE TRIGGER edition_never_emptied BEFORE TRUNCATE ON courses_edition
    FOR EACH STATEMENT EXECUTE FUNCTION edition_is_frozen()
    """,
    # Also in a session that replays another database's changes, where triggers rest by default.
    "ALTER TABLE courses_edition ENABLE ALWAYS TRIGGER edition_never_changes",
    "ALTER TABLE courses_edition ENABLE ALWAYS TRIGGER edition_never_emptied",
]
POSTGRESQL_UNDO = [
    "DROP TRIGGER IF EXISTS edition_never_changes ON courses_edition",
    "DROP TRIGGER IF EXISTS edition_never_emptied ON courses_edition",
    "DROP FUNCTION IF EXISTS edition_is_frozen()",
]


def freeze(schema_editor: Any) -> None:
    """Create the triggers. SQLite loses them when a later migration rebuilds the table."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement)


def unfreeze(schema_editor: Any) -> None:
    """Drop the triggers: for a migration that must rebuild the table, and for emptying tests."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE_UNDO if is_sqlite else POSTGRESQL_UNDO:
        schema_editor.execute(statement)
