"""What is uploaded to be imported."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from people.imports import limits
from people.imports.models import ImportRun
from people.models import Person

# More than so many files of one person at a time wait for each other, not for the machine.
MOST_WAITING = 3


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel workbook (.xlsx), made from the template."),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty. The first row names the columns, as in the template."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )

    def __init__(self, by: Person, *args: Any, **kwargs: Any) -> None:
        self._by = by
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > limits.MOST_BYTES:
            raise ValidationError(too_large())
        waiting = [ImportRun.State.CHECKING, ImportRun.State.APPLYING]
        if ImportRun.objects.filter(by=self._by, state__in=waiting).count() >= MOST_WAITING:
            raise ValidationError(_("Other files of yours are still being checked. Wait for them."))
        return file


def too_large() -> str:
    return _("The file is larger than %(most)s. Divide it.") % {
        "most": filesizeformat(limits.MOST_BYTES)
    }
