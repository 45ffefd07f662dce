"""What a reader chose in a story or a check, worked out from the form alone. Pure; nothing is kept.

A choice travels as text: the block's key, then the key of each option chosen so far, parted by
strokes: "night-crew/a/c". The consequences are looked up here, after the choice is made.
"""

from dataclasses import dataclass, field

from courses.document import Document

STROKE = "/"


class UnknownChoice(Exception):
    """The form names a block, a decision or an option that the lesson does not have."""


@dataclass(frozen=True)
class Step:
    """A decision that was made, and what came of it."""

    decision: str
    option: str
    question: str
    text: str
    consequence: str
    judgement: str


@dataclass(frozen=True)
class Story:
    """A dilemma as far as it has been told: the steps so far, and the decision to be made next."""

    block: str
    steps: list[Step] = field(default_factory=list)
    next: Document | None = None

    @property
    def path(self) -> str:
        """The choices made so far, as the next form carries them."""
        return STROKE.join([self.block, *(step.option for step in self.steps)])

    @property
    def path_before(self) -> str:
        """The choices but for the last one: to try another."""
        return STROKE.join([self.block, *(step.option for step in self.steps[:-1])])

    @property
    def last(self) -> Step | None:
        return self.steps[-1] if self.steps else None

    @property
    def is_over(self) -> bool:
        return self.next is None


def split(choice: str) -> tuple[str, list[str]]:
    """The block and the options named by a choice."""
    block, *options = choice.split(STROKE)
    return block, options


def tell(block: Document, options: list[str]) -> Story:
    """Follow the chosen options through a dilemma's decisions. Raises UnknownChoice."""
    decisions = {decision["key"]: decision for decision in block["decisions"]}
    decision: Document | None = block["decisions"][0]
    steps = []
    for key in options:
        if decision is None:
            raise UnknownChoice(key)
        option = _of(decision["options"], key)
        steps.append(
            Step(
                decision=decision["key"],
                option=key,
                question=decision["question"],
                text=option["text"],
                consequence=option["consequence"],
                judgement=option["judgement"],
            )
        )
        decision = decisions.get(option["leads_to"])
    return Story(block["key"], steps, decision)


@dataclass(frozen=True)
class Mark:
    """An option of a check after it was answered."""

    text: str
    right: bool
    chosen: bool


@dataclass(frozen=True)
class Checked:
    """A check after it was answered: each option, and whether all was right."""

    marks: list[Mark]

    @property
    def is_right(self) -> bool:
        return all(mark.right == mark.chosen for mark in self.marks)


def check(block: Document, options: list[str]) -> Checked:
    """Hold the chosen options against the right ones. Raises UnknownChoice."""
    for key in options:
        _of(block["options"], key)
    return Checked(
        [
            Mark(option["text"], option["right"], option["key"] in options)
            for option in block["options"]
        ]
    )


def asks_for_several(block: Document) -> bool:
    """Whether a check has more than one right option, so that several can be ticked."""
    return len([option for option in block["options"] if option["right"]]) > 1


def _of(options: list[Document], key: str) -> Document:
    for option in options:
        if option["key"] == key:
            return option
    raise UnknownChoice(key)
