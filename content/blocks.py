"""The parts an author puts together: texts, choices, lesson blocks, dilemmas.

A block's id is its key in the edition, the same in every language. What is scored or decides the
structure is never translatable; optional texts are never None, on which translating would break.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import AudioChooserBlock, VideoChooserBlock

from content.captions import CaptionsNotReadable, check_captions

RICH_TEXT = ["bold", "italic", "ol", "ul"]


class Line(blocks.CharBlock):
    """One line of plain text that is never None."""

    class Meta:
        default = ""

    def normalize(self, value: Any) -> Any:
        return value or ""

    def to_python(self, value: Any) -> Any:
        return value or ""


class Paragraph(blocks.TextBlock):
    """Some lines of plain text that are never None."""

    class Meta:
        default = ""

    @cached_property
    def field(self) -> Any:
        field = super().field
        field.widget.attrs.setdefault("rows", 2)
        return field

    def normalize(self, value: Any) -> Any:
        return value or ""

    def to_python(self, value: Any) -> Any:
        return value or ""


class Reference(Line):
    """One line that stays as it is in every language: names of sources."""

    def get_translatable_segments(self, value: str) -> list[Any]:
        return []


class Prose(blocks.RichTextBlock):
    """Running text: paragraphs, bold, italics, lists, and nothing else."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"features": RICH_TEXT} | options)


# --- parts of a lesson ---------------------------------------------------------------------


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        choices=[
            ("info", _("information")),
            ("attention", _("attention")),
            ("danger", _("danger")),
        ],
        default="info",
        label=_("Tone"),
    )
    title = Line(label=_("Title"))
    text = Prose(label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Callout")
        label_format = "{title}"
        group = _("Reading")


class JobAidBlock(blocks.StructBlock):
    title = Line(label=_("Title"))
    text = Prose(label=_("What stands on the card"))

    class Meta:
        icon = "clipboard-list"
        label = _("Card to keep")
        label_format = "{title}"
        group = _("Reading")


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"), help_text=_("No identifiable workers."))
    alt = Line(
        label=_("What the picture shows"),
        help_text=_("For people who cannot see it. One plain sentence."),
    )
    caption = Line(required=False, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        group = _("Pictures and sound")


class AudioBlock(blocks.StructBlock):
    title = Line(label=_("Title"))
    media = AudioChooserBlock(label=_("Sound file"))
    transcript = Prose(label=_("What is said"), help_text=_("Word for word."))

    class Meta:
        icon = "media"
        label = _("Sound")
        label_format = "{title}"
        group = _("Pictures and sound")


class VideoBlock(blocks.StructBlock):
    title = Line(label=_("Title"))
    media = VideoChooserBlock(label=_("Video file"))
    captions = Paragraph(
        label=_("Captions"), help_text=_("The text of a WebVTT file: it begins with WEBVTT.")
    )
    transcript = Prose(label=_("What is said and shown"))

    class Meta:
        icon = "media"
        label = _("Video")
        label_format = "{title}"
        group = _("Pictures and sound")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        try:
            check_captions(cleaned["captions"])
        except CaptionsNotReadable as error:
            raise StructBlockValidationError({"captions": ValidationError(str(error))}) from error
        return cleaned


class DownloadBlock(blocks.StructBlock):
    title = Line(label=_("Title"))
    document = DocumentChooserBlock(label=_("File"))

    class Meta:
        icon = "download"
        label = _("File to download")
        label_format = "{title}"
        group = _("Reading")


# --- choosing ------------------------------------------------------------------------------


class OptionBlock(blocks.StructBlock):
    text = Paragraph(label=_("Option"))
    right = blocks.BooleanBlock(required=False, label=_("This is right"))

    class Meta:
        label = _("Option")
        label_format = "{text}"


class ChoosingBlock(blocks.StructBlock):
    """A question with options, of which some are right."""

    right_wanted: int | None = 1  # None: at least one

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            self._check_right([option["right"] for option in cleaned["options"]])
        return cleaned

    def _check_right(self, right: list[bool]) -> None:
        wanted = self.right_wanted
        if wanted is None and not any(right):
            fault = _("Mark at least one option as right.")
        elif wanted is not None and sum(right) != wanted:
            fault = _("Mark exactly one option as right.")
        else:
            return
        refuse("options", fault)


def refuse(part: str, fault: Any) -> None:
    errors = ListBlockValidationError(non_block_errors=[ValidationError(fault)])
    raise StructBlockValidationError({part: errors})


class CheckBlock(ChoosingBlock):
    right_wanted = None

    question = Paragraph(label=_("Question"))
    options = blocks.ListBlock(OptionBlock(), min_num=2, label=_("Options"))
    feedback = Paragraph(label=_("Why"), help_text=_("Shown to everyone, right or wrong."))

    class Meta:
        icon = "help"
        label = _("Knowledge check (never stored)")
        label_format = "{question}"
        group = _("Doing")


class DilemmaOptionBlock(blocks.StructBlock):
    text = Paragraph(label=_("Option"))
    consequence = Paragraph(label=_("What happens then"))
    judgement = blocks.ChoiceBlock(
        choices=[
            ("better", _("better practice")),
            ("partial", _("helps in part")),
            ("harmful", _("does harm")),
        ],
        required=False,
        label=_("Judgement"),
        help_text=_("Leave it out for workers: they are not judged."),
    )
    leads_to = blocks.IntegerBlock(
        required=False,
        min_value=2,
        label=_("Leads to decision number"),
        help_text=_("A later decision of this story. Empty: the story ends here."),
    )

    class Meta:
        label = _("Option")
        label_format = "{text}"


class DecisionBlock(blocks.StructBlock):
    question = Paragraph(label=_("Question"))
    options = blocks.ListBlock(DilemmaOptionBlock(), min_num=2, label=_("Options"))

    class Meta:
        label = _("Decision")
        label_format = "{question}"


class DilemmaBlock(blocks.StructBlock):
    title = Line(label=_("Title"))
    situation = Prose(label=_("Situation"))
    decisions = blocks.ListBlock(DecisionBlock(), min_num=1, label=_("Decisions"))
    better_practice = Prose(label=_("Better practice"))
    sources = Reference(
        required=False, label=_("Sources"), help_text=_("Codes, separated by commas.")
    )

    class Meta:
        icon = "comment"
        label = _("Dilemma (never scored)")
        label_format = "{title}"
        group = _("Doing")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            self._check_path(cleaned["decisions"])
        return cleaned

    def _check_path(self, decisions: list[Any]) -> None:
        for number, decision in enumerate(decisions, 1):
            for option in decision["options"]:
                target = option["leads_to"]
                if target and not number < target <= len(decisions):
                    refuse(
                        "decisions", _("An option may only lead to a later decision that exists.")
                    )


class LessonBlocks(blocks.StreamBlock):
    text = Prose(label=_("Text"), icon="pilcrow", group=_("Reading"))
    callout = CalloutBlock()
    job_aid = JobAidBlock()
    download = DownloadBlock()
    image = PictureBlock()
    audio = AudioBlock()
    video = VideoBlock()
    check = CheckBlock()
    dilemma = DilemmaBlock()


class LessonBlock(blocks.StructBlock):
    title = Line(label=_("Title"))
    minutes = blocks.IntegerBlock(min_value=1, max_value=120, default=3, label=_("Minutes"))
    blocks = LessonBlocks(min_num=1, label=_("What the lesson holds"))

    class Meta:
        icon = "doc-full"
        label = _("Lesson")
        label_format = "{title}"


class Lessons(blocks.StreamBlock):
    lesson = LessonBlock()


# --- about the module ----------------------------------------------------------------------


class Objectives(blocks.StreamBlock):
    objective = Paragraph(label=_("Objective"), icon="crosshairs")


class SourceBlock(blocks.StructBlock):
    code = Reference(label=_("Code"), help_text=_("As in the text: [ILO-FEES]."))
    text = Line(label=_("Source"), max_length=600)

    class Meta:
        icon = "openquote"
        label = _("Source")
        label_format = "{code}"


class Sources(blocks.StreamBlock):
    source = SourceBlock()


class PlannedModules(blocks.StreamBlock):
    module = Line(label=_("Title of a planned module"), icon="calendar")
