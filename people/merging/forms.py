"""What may be said on the page of two people."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MergeForm(forms.Form):
    """That somebody has looked, and knows that the two are one."""

    sure = forms.BooleanField(
        label=_("I have checked that this is one person"),
        error_messages={"required": _("Check it first, and say so here.")},
    )
