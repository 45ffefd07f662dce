"""What a provider said about who came, once it is proved. Nothing else of an answer is kept."""

from dataclasses import asdict, dataclass, field
from typing import Any

from people.sign_on.models import LONGEST_SUBJECT

MOST_NAMES = 60
LONGEST = 200


@dataclass(frozen=True)
class Arrived:
    subject: str
    # The employee number, if the provider's row names the claim and it came.
    number: str = ""
    # When the person was last asked there who she is; 0 where the provider does not say.
    asked_at: float = 0
    # The names of all that came along, for who sets the provider up.
    names: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def is_subject(value: object) -> bool:
    """Whether something can be a subject: a text that fits, without control characters."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_SUBJECT and value.isprintable()


def as_number(value: object) -> str:
    """An employee number as it may come: a text, a number, or a list of one of them."""
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else ""
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    text = str(value).strip() if is_plain else ""
    return text if len(text) <= LONGEST and text.isprintable() else ""


def as_names(names: Any) -> list[str]:
    return sorted(str(name)[:LONGEST] for name in names)[:MOST_NAMES]
