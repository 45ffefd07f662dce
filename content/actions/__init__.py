"""What authors may bring about: the only place that writes for `content`."""

from content.actions.authors import admit_author, dismiss_author, keep_in_step
from content.actions.editions import (
    NotATranslation,
    NothingTranslated,
    publish_module,
    review_translation,
)
from content.actions.programmes import tell_programme, withdraw_programme
from content.actions.starter import Loading, load_starter

__all__ = [
    "Loading",
    "NotATranslation",
    "NothingTranslated",
    "admit_author",
    "dismiss_author",
    "keep_in_step",
    "load_starter",
    "publish_module",
    "review_translation",
    "tell_programme",
    "withdraw_programme",
]
