"""What the audit log speaks of. docs/guides/auditing.md says what each verb tells."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    """Everything that is recorded. A verb that was ever used stays: old events still say it."""

    POWER_GRANTED = "power-granted", _("power granted")
    POWER_ENDED = "power-ended", _("power ended")
    UNDERTAKING_ACCEPTED = "undertaking-accepted", _("rules for people with power accepted")
    AGREEMENT_ANSWERED = "agreement-answered", _("answer about a works agreement")
    ORGANISATION_ADDED = "organisation-added", _("organisation added")
    ORGANISATION_CHANGED = "organisation-changed", _("organisation changed")
    ORGANISATION_MOVED = "organisation-moved", _("organisation moved")
    PEOPLE_IMPORTED = "people-imported", _("people brought in from a file")
    PERSON_ADDED = "person-added", _("person added")
    PERSON_JOINED = "person-joined", _("person joined an organisation")
    LEAVE_RECORDED = "leave-recorded", _("leave recorded")
    PROGRAMME_CHANGED = "programme-changed", _("rules of a programme changed")
    MODULES_PLACED = "modules-placed", _("modules of a programme changed")
    EDITION_PUBLISHED = "edition-published", _("edition published")
    ENROLMENT_WITHDRAWN = "enrolment-withdrawn", _("enrolment withdrawn")
    ENROLMENT_EXEMPTED = "enrolment-exempted", _("person exempted")
    ENROLMENT_WAIVED = "enrolment-waived", _("enrolment waived")
    CERTIFICATE_WITHDRAWN = "certificate-withdrawn", _("certificate withdrawn")
    FIGURES_EXPORTED = "figures-exported", _("figures exported")
    AUDIT_EXPORTED = "audit-exported", _("audit log exported")
    SIGNED_IN = "signed-in", _("signed in")
    SIGNED_OUT = "signed-out", _("signed out")
    SIGN_IN_FAILED = "sign-in-failed", _("sign-in failed")
    SIGN_IN_THROTTLED = "sign-in-throttled", _("sign-in slowed down")
    PASSWORD_CHANGED = "password-changed", _("password changed")
    PASSWORD_RESET = "password-reset", _("password chosen anew by mail")
    SECOND_FACTOR_ADDED = "second-factor-added", _("second factor added")
    SECOND_FACTOR_REMOVED = "second-factor-removed", _("second factor removed")
    SECOND_FACTOR_RESET = "second-factor-reset", _("second factors taken away by an operator")


class Kind(TextChoices):
    """What a verb may be about."""

    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    PROGRAMME = "programme", _("programme")
    MODULE = "module", _("module")
    ENROLMENT = "enrolment", _("enrolment")
