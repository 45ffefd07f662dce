"""The pages authors write: a front page a language, programmes, modules. Learners read editions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language_info, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from content import freeze, player
from content.blocks import RICH_TEXT, Lessons, Objectives, PlannedModules, Sources
from content.editing import ModulePageForm, ProgrammePageForm
from content.item_blocks import Items
from content.refreshing import REFRESHING, REFRESHING_PANEL, RefreshedPage
from courses.models import Edition, Requirement
from courses.validity import RunsOut, check_window, day_of_year
from people.models import AudienceRole, Person

CODE = RegexValidator(
    r"^[A-Z][A-Z0-9-]{0,19}$", _("Capital letters, digits and hyphens, such as B3.")
)

# Whom a programme is for, as its public page says it.
AUDIENCES = {
    AudienceRole.MANAGER: _("Managers"),
    AudienceRole.PROCUREMENT: _("People in procurement"),
    AudienceRole.SUPERVISOR: _("Supervisors"),
    AudienceRole.WORKER: _("Workers"),
}

# The drawing beside a programme, by whom it is for.
DRAWINGS = {
    AudienceRole.MANAGER: "talking",
    AudienceRole.PROCUREMENT: "warehouse",
    AudienceRole.SUPERVISOR: "sewing",
    AudienceRole.WORKER: "papers",
}

# What a page has besides its words is the same in every language.
_SAME_EVERYWHERE = [
    SynchronizedField("slug", overridable=False),
    SynchronizedField("seo_title", overridable=False),
    SynchronizedField("search_description", overridable=False),
    SynchronizedField("show_in_menus", overridable=False),
]


def source_of(page: Page) -> Page:
    """The page that this one is a translation of: itself, if it was the first of its kind."""
    pages = type(page).objects.filter(translation_key=page.translation_key)
    return pages.order_by("pk").first() or page


class HomePage(Page):
    """The public front page of one language."""

    intro = models.TextField(_("introduction"), blank=True)
    body = RichTextField(_("text"), features=RICH_TEXT, blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.ProgrammePage"]
    max_count_per_parent = None
    template = "content/home_page.html"

    content_panels = [FieldPanel("title"), FieldPanel("intro"), FieldPanel("body")]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    override_translatable_fields = _SAME_EVERYWHERE

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        programmes = ProgrammePage.objects.child_of(self).live()
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"programmes": programmes}

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return _framed(super().serve_preview(request, mode_name))


class ProgrammePage(RefreshedPage):
    """A programme told to the public and to the record."""

    code = models.CharField(_("code"), max_length=20, validators=[CODE])
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two plain sentences."))
    audience_roles = models.JSONField(_("audience"), default=list)
    validity_months = models.PositiveSmallIntegerField(
        _("valid for, in months"), null=True, blank=True, help_text=_("Empty: for ever.")
    )
    renewal_window_days = models.PositiveSmallIntegerField(
        _("may be renewed, days before it ends"), default=60
    )
    runs_out = models.CharField(
        _("runs out"),
        max_length=10,
        choices=RunsOut,
        default=RunsOut.FROM_EXPIRY,
        help_text=_("What somebody has done already keeps its day, whatever you choose here."),
    )
    runs_out_day = models.CharField(
        _("on that day of the year"),
        max_length=5,
        blank=True,
        validators=[day_of_year],
        help_text=_("Month and day, for example 03-31. Only if it runs out on one day."),
    )
    has_certificate = models.BooleanField(_("gives a certificate"), default=True)
    is_open = models.BooleanField(
        _("open"),
        default=False,
        help_text=_("Read without signing in; nothing is kept of who reads it."),
    )
    planned = StreamField(
        PlannedModules(),
        blank=True,
        verbose_name=_("planned modules"),
        help_text=_("Told to learners as planned; nobody is asked to do them."),
    )

    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.ModulePage"]
    template = "content/programme_page.html"
    base_form_class = ProgrammePageForm

    content_panels = [
        FieldPanel("title"),
        FieldPanel("code"),
        FieldPanel("summary"),
        FieldPanel("planned"),
        MultiFieldPanel(
            [
                FieldPanel("audience_roles"),
                FieldRowPanel([FieldPanel("validity_months"), FieldPanel("renewal_window_days")]),
                FieldRowPanel([FieldPanel("runs_out"), FieldPanel("runs_out_day")]),
                FieldPanel("handover_days"),
                FieldPanel("has_certificate"),
                FieldPanel("is_open"),
            ],
            heading=_("Rules of the programme"),
        ),
        REFRESHING_PANEL,
    ]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    override_translatable_fields = [
        *_SAME_EVERYWHERE,
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                "code", "audience_roles", "validity_months", "renewal_window_days",
                "runs_out", "runs_out_day", "handover_days", "has_certificate", "is_open",
                *REFRESHING,
            )
        ),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("programme")

    @property
    def drawing(self) -> str:
        """The name of a drawing that shows whom the programme is for."""
        return next((DRAWINGS[role] for role in self.audience_roles if role in DRAWINGS), "")

    def clean(self) -> None:
        super().clean()
        _code_is_free(self)
        check_window(self.validity_months, self.renewal_window_days)
        if self.runs_out != RunsOut.ON_A_DAY:
            self.runs_out_day = ""
        elif not self.runs_out_day:
            raise ValidationError({"runs_out_day": _("On which day of the year does it run out?")})
        if self.pk and source_of(self).pk == self.pk:
            live = ModulePage.objects.child_of(self).live()
            self.check_paths(set(live.values_list("code", flat=True)))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        modules = modules_of(self)
        given = _given(request, modules)
        return context | {
            "items": [
                module.as_item(
                    self.locale.language_code,
                    may_open=module.code in given,
                    asked=self.asked_in_words(module.code),
                )
                for module in modules
            ],
            "planned": [block.value for block in self.planned],
            "audience": [AUDIENCES[role] for role in self.audience_roles if role in AUDIENCES],
        }

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return _framed(super().serve_preview(request, mode_name))


class ModulePage(Page):
    """A module as authors write it. Publishing freezes an edition; learners never see the page."""

    class Mode(models.TextChoices):
        ASSESSED = "assessed", _("assessed: lessons and a quiz, kept in the record")
        OPEN = "open", _("open: never scored, nothing is kept of who reads it")

    code = models.CharField(_("code"), max_length=20, validators=[CODE])
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.ASSESSED)
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("One or two plain sentences for lists.")
    )
    opening = RichTextField(
        _("before the first lesson"),
        features=RICH_TEXT,
        blank=True,
        help_text=_(
            "What readers should know first: that it may feel close, and that they may stop."
        ),
    )
    objectives = StreamField(
        Objectives(),
        blank=True,
        verbose_name=_("objectives"),
        help_text=_("What a learner will do on Monday. Questions refer to them by number."),
    )
    lessons = StreamField(Lessons(), verbose_name=_("lessons"))
    quiz_minutes = models.PositiveSmallIntegerField(
        _("minutes for the quiz"), null=True, blank=True
    )
    quiz = StreamField(Items(), blank=True, verbose_name=_("questions"))
    sources = StreamField(Sources(), blank=True, verbose_name=_("sources"))
    review_by = models.DateField(
        _("review by"),
        null=True,
        blank=True,
        help_text=_("When the facts must be looked at again."),
    )
    effect = models.CharField(
        _("effect on learners"),
        max_length=10,
        choices=Edition.Effect,
        default=Edition.Effect.EDITORIAL,
        help_text=_("What publishing this change asks of people who have done the module."),
    )

    parent_page_types = ["content.ProgrammePage"]
    subpage_types: list[str] = []
    base_form_class = ModulePageForm

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldRowPanel([FieldPanel("code"), FieldPanel("mode")]),
                    FieldPanel("summary"),
                    FieldPanel("opening"),
                    FieldPanel("objectives"),
                    FieldPanel("lessons"),
                ],
                heading=_("Lessons"),
            ),
            ObjectList(
                [
                    HelpPanel(template="content/question_rules.html"),
                    FieldPanel("quiz_minutes"),
                    FieldPanel("quiz"),
                ],
                heading=_("Questions"),
            ),
            ObjectList(
                [FieldPanel("effect"), FieldPanel("review_by"), FieldPanel("sources")],
                heading=_("Publishing and sources"),
            ),
        ]
    )
    override_translatable_fields = [
        *_SAME_EVERYWHERE,
        TranslatableField("objectives"),
        TranslatableField("lessons"),
        TranslatableField("quiz"),
        TranslatableField("sources"),
        *(
            SynchronizedField(name, overridable=False)
            for name in ("code", "mode", "quiz_minutes", "review_by", "effect")
        ),
    ]

    class Meta:
        verbose_name = _("module")

    @property
    def minutes(self) -> int:
        """The design minutes: the lessons' and the quiz's."""
        lessons = sum(lesson.value["minutes"] or 0 for lesson in self.lessons)
        return lessons + (self.quiz_minutes or 0 if self.quiz else 0)

    def clean(self) -> None:
        super().clean()
        _code_is_free(self)
        _code_stays(self)
        if self.mode == self.Mode.OPEN and self.quiz:
            raise ValidationError(
                {"quiz": _("An open module is never scored: it has no questions.")}
            )

    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """Go live and be frozen as an edition: both or neither."""
        return super().publish(*args, **kwargs)

    @property
    def address(self) -> str:
        """Where learners read the module."""
        if self.mode == self.Mode.OPEN:
            return reverse("open-module", args=[self.locale.language_code, self.code])
        return reverse("module", args=[self.code])

    def as_item(self, language: str, *, may_open: bool, asked: str = "") -> dict[str, str]:
        """The module in a list read in a language; without an address if it may not be opened.

        `asked` says when it is asked for, if not every time.
        """
        minutes = ngettext("%(minutes)d minute", "%(minutes)d minutes", self.minutes)
        told = minutes % {"minutes": self.minutes}
        own = self.locale.language_code
        if own != language:
            name = gettext(get_language_info(own)["name"])
            # Translators: after a length: "14 minutes (in English)"
            told += " " + gettext("(in %(language)s)") % {"language": name}
        is_open = self.mode == self.Mode.OPEN
        return {
            "title": self.title,
            "text": self.summary,
            "href": self.address if is_open or may_open else "",
            "icon": "circle",
            "meta": " · ".join(filter(None, [told, asked])),
            "lang": own,
        }

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.address)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return _framed(player.render_preview(request, freeze.freeze(self)))


def modules_of(programme: ProgrammePage) -> list[ModulePage]:
    """The live modules of a programme in its order: in its language, else as they were written."""
    live = ModulePage.objects.live().select_related("locale")
    own = {page.translation_key: page for page in live.child_of(programme)}
    written = live.child_of(source_of(programme))
    keys = dict.fromkeys([*(page.translation_key for page in written), *own])
    as_written = {page.translation_key: page for page in written}
    return [own.get(key) or as_written[key] for key in keys]


def _given(request: HttpRequest, modules: list[ModulePage]) -> set[str]:
    """The codes of those modules that the reader was asked to do, or has done."""
    reader = getattr(request, "user", None)
    if not isinstance(reader, Person):
        return set()
    asked = Requirement.objects.of(reader).filter(module__code__in=[page.code for page in modules])
    return set(asked.values_list("module__code", flat=True))


def _code_is_free(page: ProgrammePage | ModulePage) -> None:
    others = type(page).objects.filter(code=page.code).exclude(translation_key=page.translation_key)
    if others.exists():
        raise ValidationError({"code": _("Another page has this code.")})


def _code_stays(page: ModulePage) -> None:
    before = ModulePage.objects.filter(pk=page.pk, live=True).exclude(code=page.code)
    if before.exists():
        raise ValidationError({"code": _("A published module keeps its code.")})


def _framed(response: HttpResponse) -> HttpResponse:
    """A preview stands in a frame of the CMS, and nowhere else."""
    response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]
    return response
