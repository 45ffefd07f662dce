"""Which tables of the record of learning the database itself refuses to change."""

from people.triggers import Frozen

EDITIONS = Frozen(
    table="courses_edition",
    word="edition",
    message="an edition never changes and is never removed",
    same=(
        "id = NEW.id OR digest = NEW.digest OR (module_id = NEW.module_id"
        " AND language = NEW.language AND number = NEW.number)"
    ),
)
