"""What can go wrong on the way to a provider and back, and how it is told."""

from allauth.socialaccount.providers.base import ProviderException
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """Each in a sentence for who looks after the provider; its code is for the log."""

    CANCELLED = "cancelled", _("The sign-in was cancelled there.")
    LOST = (
        "lost",
        _(
            "The answer belongs to no sign-in that was begun in this browser, or came too late. "
            "Begin again here, and allow cookies."
        ),
    )
    UNREACHABLE = (
        "unreachable",
        _("The provider does not answer. Is the address right, and is it reachable from outside?"),
    )
    ADDRESS = (
        "address",
        _("The provider names an address that we do not call: it is not https, or it is inside."),
    )
    NOT_A_PROVIDER = (
        "not-a-provider",
        _("What answers under this address is not a provider of OpenID Connect."),
    )
    WRONG_ISSUER = (
        "wrong-issuer",
        _("The answer comes from another issuer than the one that is set here."),
    )
    WRONG_SECRET = "wrong-secret", _("The provider does not accept the client ID and the secret.")
    WRONG_CODE = (
        "wrong-code",
        _("The provider did not accept its own code. It may have been used before. Begin again."),
    )
    UNSIGNED = (
        "unsigned",
        _("The answer is not signed as it must be. Let the provider sign its assertions."),
    )
    WRONG_SIGNATURE = (
        "wrong-signature",
        _("The signature is not from the keys that are known here. Has the certificate changed?"),
    )
    WEAK_SIGNATURE = (
        "weak-signature",
        _("The signature is of a kind that is not safe. Let the provider sign with SHA-256."),
    )
    CERTIFICATE = (
        "certificate",
        _("The provider's certificate has expired. Give its new metadata here."),
    )
    WRONG_AUDIENCE = (
        "wrong-audience",
        _("The answer is meant for another application: compare the client ID or entity ID."),
    )
    WRONG_RECIPIENT = (
        "wrong-recipient",
        _("The answer is meant for another address: compare the address for answers."),
    )
    EXPIRED = (
        "expired",
        _("The answer has expired, or is not valid yet. Do the clocks on both sides agree?"),
    )
    UNASKED = "unasked", _("The answer is to no question of ours. People begin to sign in here.")
    REPLAYED = "replayed", _("The answer was used before. Begin again.")
    ENCRYPTED = "encrypted", _("The answer is encrypted. Switch that off: it travels over https.")
    WRONG_SUBJECT = (
        "wrong-subject",
        _(
            "The answer names the person by nothing that stays: a transient ID, an e-mail address, "
            "or nothing. Let the provider send a persistent ID."
        ),
    )
    REFUSED_THERE = "refused-there", _("The provider refused. Its own log says why.")
    UNREADABLE = "unreadable", _("The answer cannot be read.")
    NOT_ASKED_ANEW = (
        "not-asked-anew",
        _("The provider does not say that it asked who you are just now."),
    )
    SOMEBODY_ELSE = "somebody-else", _("Somebody else signed in there.")
    UNKNOWN = "unknown", _("Nobody here is known by this sign-in.")


class Fault(ProviderException):
    """Something is wrong with what a provider answered, or with the way there."""

    def __init__(self, reason: Reason, question: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        # Which question the answer claims to be for: not proved, only good for choosing a page.
        self.question = question
