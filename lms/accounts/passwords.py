"""What a password has to be, said in every language of ours; Django's words miss some."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        told = ngettext(
            "This password is too short: it needs at least %(least)s character.",
            "This password is too short: it needs at least %(least)s characters.",
            self.min_length,
        )
        return told % {"least": self.min_length}

    def get_help_text(self) -> str:
        told = ngettext(
            "At least %(least)s character. Several words in a row are good.",
            "At least %(least)s characters. Several words in a row are good.",
            self.min_length,
        )
        return told % {"least": self.min_length}
