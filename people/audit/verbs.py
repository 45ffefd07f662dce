"""What the audit log speaks of. docs/guides/auditing.md says what each verb tells."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    """Everything that is recorded. A verb that was ever used stays: old events still say it."""

    POWER_GRANTED = "power-granted", _("power granted")
    POWER_ENDED = "power-ended", _("power ended")
    ORGANISATION_ADDED = "organisation-added", _("organisation added")
    ORGANISATION_CHANGED = "organisation-changed", _("organisation changed")
    ORGANISATION_MOVED = "organisation-moved", _("organisation moved")
    PEOPLE_IMPORTED = "people-imported", _("people brought in from a file")
    PERSON_ADDED = "person-added", _("person added")
    PERSON_JOINED = "person-joined", _("person joined an organisation")
    PERSON_MOVED = "person-moved", _("person moved to another organisation")
    PERSON_LEFT = "person-left", _("person left an organisation")
    PERSON_CHANGED = "person-changed", _("facts of a person changed")
    ROLES_CHANGED = "roles-changed", _("audience roles of a person changed")
    PERSONS_MERGED = "persons-merged", _("two people merged")
    MERGE_UNDONE = "merge-undone", _("merge of two people undone")
    DUPLICATE_DISMISSED = "duplicate-dismissed", _("two people kept apart")
    GROUP_CHANGED = "group-changed", _("group of a directory changed")
    GROUP_MAPPED = "group-mapped", _("audience role of a group set")
    TOKEN_MADE = "token-made", _("token for a directory made")
    TOKEN_REVOKED = "token-revoked", _("token for a directory revoked")
    LEAVE_RECORDED = "leave-recorded", _("leave recorded")
    PROGRAMME_CHANGED = "programme-changed", _("rules of a programme changed")
    MODULES_PLACED = "modules-placed", _("modules of a programme changed")
    RULE_MADE = "rule-made", _("assignment rule made")
    RULE_ENDED = "rule-ended", _("assignment rule ended")
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
    JOIN_LINK_MADE = "join-link-made", _("join link made")
    JOIN_LINK_ENDED = "join-link-ended", _("join link ended")
    MEMBERSHIP_ENDED = "membership-ended", _("membership ended as a mistake")
    MEMBERSHIP_REOPENED = "membership-reopened", _("ended membership opened again")
    SIGN_IN_CODE_MADE = "sign-in-code-made", _("one-time code made for somebody")
    PICTURES_CHOSEN = "pictures-chosen", _("pictures chosen")
    DOOR_CLOSED = "door-closed", _("signing in by number and card closed")
    CARD_MADE = "card-made", _("sign-in card made")
    CARD_ENDED = "card-ended", _("sign-in card ended")
    SITE_DOORS_CHANGED = "site-doors-changed", _("rules for names at a site changed")
    DEVICE_SHARED = "device-shared", _("device given to a group")
    DEVICE_ENDED = "device-ended", _("group use of a device ended")
    SECOND_FACTOR_RESET = "second-factor-reset", _("second factors taken away by an operator")


class Kind(TextChoices):
    """What a verb may be about."""

    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    PROGRAMME = "programme", _("programme")
    RULE = "assignmentrule", _("assignment rule")
    MODULE = "module", _("module")
    ENROLMENT = "enrolment", _("enrolment")
