"""What merging two people does with every reference to a person, in one table.

A foreign key to a person that stands in no line fails the tests: think about it first.
"""

from enum import StrEnum, auto

from allauth.account.models import EmailAddress
from django.db.models import ForeignKey, Model

from content import actions as content
from lms.accounts import actions as accounts
from people.doors.models import Card, Door
from people.merging.ledger import Ledger
from people.merging.models import Merge
from people.models import Grant, Person
from people.sign_on.models import Identity
from people.ways_in import has_a_way_in


class Fate(StrEnum):
    """What becomes of a reference to the younger row."""

    MOVES = auto()  # the person's own: it goes over to the kept one
    STAYS = auto()  # what she once did, or what belongs to a row that signs in no more
    FOLLOWS = auto()  # seen to below, because it depends


# By table and field, as Django writes them.
FATES: dict[str, Fate] = {
    # Where she works, whom she leads, what she may do, what she learns.
    "people.membership.person": Fate.MOVES,
    "people.membership.reports_to": Fate.MOVES,
    "people.grant.person": Fate.MOVES,
    "courses.enrolment.person": Fate.MOVES,
    "courses.study.person": Fate.MOVES,
    "people.scimuser.person": Fate.MOVES,
    # What she asked for, and what keeps her record.
    "people.correction.person": Fate.MOVES,
    "people.erasurerequest.person": Fate.MOVES,
    "people.hold.person": Fate.MOVES,
    # What she was told, wished and where mail came back from: bound to that row's address and days.
    "courses.message.person": Fate.STAYS,
    "courses.message.by": Fate.STAYS,
    "courses.mailchoice.person": Fate.STAYS,
    "courses.returnedaddress.person": Fate.STAYS,
    # Signing in: the address goes over if the kept person has none; sessions end.
    "account.emailaddress.user": Fate.FOLLOWS,
    "usersessions.usersession.user": Fate.FOLLOWS,
    # A number with pictures, a card, a sign-in at work go over if the kept person has no way in.
    "people.identity.person": Fate.FOLLOWS,
    "people.door.person": Fate.FOLLOWS,
    "people.card.person": Fate.FOLLOWS,
    # The CMS: who may write follows from powers.
    "people.person_groups.person": Fate.FOLLOWS,
    # Second factors are bound to one sign-in; they rest with it.
    "mfa.authenticator.user": Fate.STAYS,
    "people.person_user_permissions.person": Fate.STAYS,
    # What she decided, gave, wrote or uploaded: said by the row that did it, for ever. The row
    # stays and says whose it was. Moved, a decision about the other row would be about oneself.
    "people.grant.granted_by": Fate.STAYS,
    "people.grant.ended_by": Fate.STAYS,
    "people.importrun.by": Fate.STAYS,
    "people.undertaking.person": Fate.STAYS,
    "people.agreement.entered_by": Fate.STAYS,
    "people.responsecard.entered_by": Fate.STAYS,
    "people.numbertest.entered_by": Fate.STAYS,
    "people.scimtoken.given_by": Fate.STAYS,
    "people.identityprovider.made_by": Fate.STAYS,
    "people.identityprovider.changed_by": Fate.STAYS,
    "socialaccount.socialaccount.user": Fate.STAYS,
    "people.scimtoken.revoked_by": Fate.STAYS,
    "people.joinlink.made_by": Fate.STAYS,
    "people.joinlink.ended_by": Fate.STAYS,
    "people.card.made_by": Fate.STAYS,
    "people.shareddevice.opened_by": Fate.STAYS,
    "people.correction.decided_by": Fate.STAYS,
    "people.erasurerequest.decided_by": Fate.STAYS,
    "people.hold.set_by": Fate.STAYS,
    "people.hold.ended_by": Fate.STAYS,
    "people.placedecision.decided_by": Fate.STAYS,
    "courses.assignmentrule.made_by": Fate.STAYS,
    "courses.assignmentrule.ended_by": Fate.STAYS,
    "courses.equivalent.made_by": Fate.STAYS,
    "courses.equivalent.ended_by": Fate.STAYS,
    "people.person.merged_into": Fate.STAYS,
    "people.likelyduplicate.older": Fate.STAYS,
    "people.likelyduplicate.younger": Fate.STAYS,
    "people.likelyduplicate.dismissed_by": Fate.STAYS,
    "people.merge.kept": Fate.STAYS,
    "people.merge.younger": Fate.STAYS,
    "people.merge.by": Fate.STAYS,
    "people.merge.undone_by": Fate.STAYS,
    "courses.edition.published_by": Fate.STAYS,
    "courses.enrolment.decided_by": Fate.STAYS,
    "courses.enrolment.confirmed_by": Fate.STAYS,
    "courses.proposal.proposed_by": Fate.STAYS,
    "courses.proposal.answered_by": Fate.STAYS,
    "courses.completion.recorded_by": Fate.STAYS,
    "courses.completion.confirmed_by": Fate.STAYS,
    "certificates.certificate.withdrawn_by": Fate.STAYS,
    # Wagtail's: authors' drafts, histories and settings.
    "wagtail_localize.segmentoverride.last_translated_by": Fate.STAYS,
    "wagtail_localize.stringtranslation.last_translated_by": Fate.STAYS,
    "wagtailadmin.editingsession.user": Fate.STAYS,
    "wagtailadmin.formstate.user": Fate.STAYS,
    "wagtailcore.apitoken.user": Fate.STAYS,
    "wagtailcore.comment.resolved_by": Fate.STAYS,
    "wagtailcore.comment.user": Fate.STAYS,
    "wagtailcore.commentreply.user": Fate.STAYS,
    "wagtailcore.modellogentry.user": Fate.STAYS,
    "wagtailcore.page.locked_by": Fate.STAYS,
    "wagtailcore.page.owner": Fate.STAYS,
    "wagtailcore.pagelogentry.user": Fate.STAYS,
    "wagtailcore.pagesubscription.user": Fate.STAYS,
    "wagtailcore.revision.user": Fate.STAYS,
    "wagtailcore.taskstate.finished_by": Fate.STAYS,
    "wagtailcore.uploadedfile.uploaded_by_user": Fate.STAYS,
    "wagtailcore.workflowstate.requested_by": Fate.STAYS,
    "wagtaildocs.document.uploaded_by_user": Fate.STAYS,
    "wagtailimages.image.uploaded_by_user": Fate.STAYS,
    "wagtailmedia.media.uploaded_by_user": Fate.STAYS,
    "wagtailusers.userprofile.user": Fate.STAYS,
}


def references() -> dict[str, tuple[type[Model], str]]:
    """Every foreign key to a person that there is, as in the table: its model and field."""
    relations = Person._meta.get_fields(include_hidden=True)
    keys = (
        relation.remote_field
        for relation in relations
        if relation.auto_created and not relation.concrete
    )
    return {
        f"{key.model._meta.label_lower}.{key.name}": (key.model, key.name)
        for key in keys
        if isinstance(key, ForeignKey)
    }


def move_everything(ledger: Ledger) -> None:
    """Let all that is the person's own go over. Raises KeyError for what stands in no line."""
    for name, (model, field) in references().items():
        if FATES[name] is Fate.MOVES:
            ledger.move(model, field)


def follow(ledger: Ledger) -> None:
    """Sign the younger row out, let its ways in follow, and the CMS its powers."""
    accounts.end_other_sessions(ledger.younger, but=None)
    # Whoever has one keeps that alone: else whoever made the younger row would come in as her.
    kept = ledger.kept
    is_taken = kept.email or has_a_way_in(kept) or Grant.objects.open().filter(person=kept).exists()
    if not is_taken:
        for way_in in (Door, Card, Identity):
            ledger.move(way_in, "person")
    if ledger.merge.gave_address:
        ledger.move(EmailAddress, "user")
    content.keep_in_step(ledger.kept)


def follow_back(merge: Merge) -> None:
    accounts.end_other_sessions(merge.kept, but=None)
    content.keep_in_step(merge.kept)
