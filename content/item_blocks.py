"""The quiz's questions, of each kind."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks import ChoosingBlock, OptionBlock, Paragraph, refuse


class StepBlock(blocks.StructBlock):
    text = Paragraph(label=_("Step"))

    class Meta:
        label = _("Step")
        label_format = "{text}"


class PairBlock(blocks.StructBlock):
    left = Paragraph(label=_("Left side"))
    right = Paragraph(label=_("What belongs to it"))

    class Meta:
        label = _("Pair")
        label_format = "{left}"


class ItemBlock(blocks.StructBlock):
    """What every quiz question has."""

    question = Paragraph(label=_("Question"))
    objective = blocks.IntegerBlock(
        required=False, min_value=1, label=_("Objective number"), help_text=_("What it tests.")
    )
    critical = blocks.BooleanBlock(
        required=False,
        label=_("Protects people's safety"),
        help_text=_("Who misses it has not passed, whatever the score."),
    )
    feedback = Paragraph(label=_("Why"), help_text=_("Why, and what to do instead."))


class SingleBlock(ItemBlock, ChoosingBlock):
    options = blocks.ListBlock(
        OptionBlock(),
        min_num=2,
        label=_("Options"),
        help_text=_("Similar length, real temptations, no “all of the above”."),
    )
    fixed_order = blocks.BooleanBlock(
        required=False, label=_("Keep this order"), help_text=_("Only for numbers.")
    )

    class Meta:
        icon = "radio-full"
        label = _("One right answer")
        label_format = "{question}"
        form_layout = ["question", "options", "feedback", "objective", "critical", "fixed_order"]


class MultipleBlock(SingleBlock):
    right_wanted = None

    class Meta:
        icon = "tick-inverse"
        label = _("Several right answers")
        label_format = "{question}"
        form_layout = ["question", "options", "feedback", "objective", "critical", "fixed_order"]


class TrueFalseBlock(ItemBlock):
    answer = blocks.ChoiceBlock(
        choices=[("true", _("true")), ("false", _("false"))], label=_("The sentence is")
    )

    class Meta:
        icon = "check"
        label = _("True or false")
        label_format = "{question}"
        form_layout = ["question", "answer", "feedback", "objective", "critical"]


class OrderingBlock(ItemBlock):
    options = blocks.ListBlock(
        StepBlock(),
        min_num=2,
        label=_("Steps in the right order"),
        help_text=_("Learners see them mixed."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Put in order")
        label_format = "{question}"
        form_layout = ["question", "options", "feedback", "objective", "critical"]


class MatchingBlock(ItemBlock):
    pairs = blocks.ListBlock(PairBlock(), min_num=2, label=_("Pairs"))

    class Meta:
        icon = "link"
        label = _("Match")
        label_format = "{question}"
        form_layout = ["question", "pairs", "feedback", "objective", "critical"]

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        sides = [pair["right"] for pair in cleaned["pairs"]]
        if not self.is_deferred_validation and len(sides) != len(set(sides)):
            refuse("pairs", _("Two pairs have the same right side."))
        return cleaned


class Items(blocks.StreamBlock):
    single = SingleBlock()
    multiple = MultipleBlock()
    true_false = TrueFalseBlock()
    ordering = OrderingBlock()
    matching = MatchingBlock()
