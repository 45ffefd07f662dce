"""What is asked before a place is restricted, or opened again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.privacy.forms import REFERENCE


class ApprovalForm(forms.Form):
    """Where the approval lies."""

    reference = forms.CharField(
        label=_("Reference of the approval"),
        help_text=_("Its number with your lawyers. No name, and nothing of the matter."),
        max_length=40,
        validators=[REFERENCE],
    )
