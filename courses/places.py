"""In which cycles of a programme a module is asked for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InCycles(models.TextChoices):
    EVERY = "every", _("every time")
    FIRST = "first", _("only the first time")
    RENEWALS = "renewals", _("only at a renewal")


class Asked(models.Model):
    """What a module's place in a programme says of it."""

    in_cycles = models.CharField(
        _("asked for"), max_length=8, choices=InCycles, default=InCycles.EVERY
    )

    class Meta:
        abstract = True
