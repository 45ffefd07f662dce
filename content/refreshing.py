"""What a renewal of a programme asks for, as its page says it: everything, or a refresher."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from courses.places import InCycles

REFRESHING = ("first_time_only", "renewal_only", "lapses_after_days")


class RefreshedPage(Page):
    """Two lists of codes of the programme's modules; what is in neither is asked for every time."""

    first_time_only = models.JSONField(_("only the first time"), default=list, blank=True)
    renewal_only = models.JSONField(_("only at a renewal"), default=list, blank=True)
    lapses_after_days = models.PositiveSmallIntegerField(
        _("a refresher is enough, days after it ended"),
        null=True,
        blank=True,
        help_text=_("Later everything is asked for again. Empty: a refresher is always enough."),
    )

    handover_days = models.PositiveSmallIntegerField(
        _("ends with the role, days after it"),
        null=True,
        blank=True,
        help_text=_(
            "0 for the role's last day itself. Empty: it does not end with the role. What somebody "
            "has done already stays as it is."
        ),
    )

    class Meta:
        abstract = True

    @property
    def in_cycles(self) -> dict[str, str]:
        """When a module is asked for, by its code, where that is not every time."""
        first = dict.fromkeys(self.first_time_only, InCycles.FIRST.value)
        return first | dict.fromkeys(self.renewal_only, InCycles.RENEWALS.value)

    def asked_in_words(self, code: str) -> str:
        """When a module is asked for, to the public; nothing if every time."""
        return {
            InCycles.FIRST.value: gettext("only the first time"),
            InCycles.RENEWALS.value: gettext("only at a renewal"),
        }.get(self.in_cycles.get(code, ""), "")

    def check_paths(self, published: set[str]) -> None:
        """Raise ValidationError unless there is something to do the first time, and at a renewal.

        A programme without any published module is asked of nobody yet, and may say what it will.
        """
        first, renewal = set(self.first_time_only), set(self.renewal_only)
        if first & renewal:
            fault = _("A module cannot be asked for only the first time and only at a renewal.")
            raise ValidationError({"renewal_only": fault})
        if published and published <= first:
            fault = _("At a renewal there would be nothing to do. Leave a published module for it.")
            raise ValidationError({"first_time_only": fault})
        if published and published <= renewal:
            fault = _("The first time there would be nothing to do. Leave a published module.")
            raise ValidationError({"renewal_only": fault})


REFRESHING_PANEL = MultiFieldPanel(
    [FieldPanel(name) for name in REFRESHING], heading=_("What a renewal asks for")
)
