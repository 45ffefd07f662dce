"""What those who look after others keep: of each kind a row, with canaries where words are kept."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from courses.decisions.models import Proposal
from courses.reminders.models import Message
from people.calendar import reporting_day
from people.doors.codes import new_join_code, new_token
from people.doors.models import Joining, JoinLink, SharedDevice
from people.doors.secrets import digest
from people.merging.models import LikelyDuplicate, Merge
from people.models import Organisation, Person
from people.privacy import actions as privacy
from people.quiet.models import PlaceDecision
from people.scim.models import ScimGroup, ScimToken
from people.sign_on.models import Identity
from tests.factories import (
    EnrolmentFactory,
    EquivalentFactory,
    IdentityProviderFactory,
    PersonFactory,
    ProgrammeFactory,
    RuleFactory,
)

# Kinds of rows that are known by a uuid.
KEPT = (
    *("provider", "provider elsewhere", "identity", "token", "group", "link", "joining"),
    *("device", "workplace", "duplicate", "merge", "rule", "correction", "erasure", "hold"),
    *("equivalent", "enrolment", "message", "proposal", "country"),
)
Word = Callable[[str], str]


def kept_rows(place: Organisation, person: Person, by: Person, word: Word) -> dict[str, object]:
    """A row of every kind, of a place and of somebody who works there, by its name in KINDS."""
    later, soon = timezone.now() + timedelta(days=9), reporting_day() + timedelta(days=9)
    provider = IdentityProviderFactory(organisation=place, name=word("o"))
    identity = Identity.objects.create(
        provider=provider, person=person, subject=word("p"), way="signed-in"
    )
    token = ScimToken.objects.create(
        organisation=place, label=word("o"), digest=new_token(), given_by=by, expires_at=later
    )
    names = {"display_name": word("o"), "display_key": word("o")}
    group = ScimGroup.objects.create(organisation=place, **names)
    link = JoinLink.objects.create(
        code=new_join_code(),
        organisation=place,
        languages=["en"],
        roles=["worker"],
        most=9,
        expires_on=soon,
        made_by=by,
    )
    joining = Joining.objects.create(
        uuid=uuid4(), link=link, membership=person.memberships.get(), said_number=word("p")
    )
    device = SharedDevice.objects.create(
        organisation=place, token_hash=digest(new_token()), opened_by=by, expires_at=later
    )
    older, younger = PersonFactory(full_name=word("p")), PersonFactory(full_name=word("p"))
    pair = LikelyDuplicate.objects.create(older=older, younger=younger, reasons=["number"])
    return _decided(person, by, word) | {
        **_reminded(person),
        **_restricted(place.parent, by),
        "provider": provider.uuid,
        "door": provider.door,
        "identity": identity.uuid,
        "token": token.uuid,
        "group": group.uuid,
        "link": link.uuid,
        "joincode": link.code,
        "joining": joining.uuid,
        "device": device.uuid,
        "workplace": place.uuid,
        "duplicate": pair.uuid,
        "merge": Merge.objects.create(kept=older, younger=younger).uuid,
        "rule": RuleFactory(organisation=place, programme=ProgrammeFactory()).uuid,
        "equivalent": _counting(place, word),
        "correction": privacy.ask_correction(person, about="role", words=word("p")).uuid,
        "erasure": privacy.ask_erasure(person).uuid,
        "hold": privacy.set_hold(person, reference="M-1", until=soon, by=by).uuid,
    }


def _restricted(company: Organisation, by: Person) -> dict[str, object]:
    """A country in which nobody works."""
    facts = {"country": "ZW", "kind": "restrict", "reference": "L-7"}
    decision = PlaceDecision.objects.create(organisation=company, decided_by=by, **facts)
    return {"country": decision.uuid}


def _reminded(person: Person) -> dict[str, object]:
    """Somebody who is asked for something, and a mail to her that came back."""
    later, soon = timezone.now() + timedelta(days=9), reporting_day() + timedelta(days=9)
    enrolment = EnrolmentFactory(person=person, programme=ProgrammeFactory(), due_on=soon)
    facts = {"kind": "reminder", "channel": "mail", "again_at": later, "sent_at": later}
    message = Message.objects.create(person=person, on=soon, returned_at=later, **facts)
    return {"enrolment": enrolment.uuid, "message": message.uuid}


def _counting(place: Organisation, word: Word) -> object:
    """What the company of a place counts as another programme."""
    company = Organisation.objects.get(pk=place.path.partition(".")[0])
    return EquivalentFactory(organisation=company, reason=word("p")).uuid


def _decided(person: Person, by: Person, word: Word) -> dict[str, object]:
    """A programme about which something may be proposed, and one about which something was."""
    waiting = EnrolmentFactory(person=person)
    proposal = Proposal.objects.create(
        enrolment=waiting, kind="exempt", reason=word("p"), proposed_by=by
    )
    return {"proposal": proposal.uuid}
