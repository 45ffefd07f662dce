"""What may be done with shared devices: the only place that writes them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.doors import access, codes, secrets
from people.doors.actions import NotYours
from people.doors.models import SharedDevice
from people.models import Organisation, Person

# A night shift's evening is not over at midnight.
SHORTEST = timedelta(hours=2)


@transaction.atomic
def open_device(organisation: Organisation, *, by: Person) -> tuple[SharedDevice, str]:
    """Give a browser to a group until the end of the site's day: the row, and the secret for its
    cookie. Raises NotYours.
    """
    if not access.shareable(by, reporting_day()).filter(pk=organisation.pk).exists():
        raise NotYours(str(organisation.uuid))
    token = codes.new_token()
    device = SharedDevice.objects.create(
        organisation=organisation,
        token_hash=secrets.digest(token),
        opened_by=by,
        expires_at=_end_of_day(organisation.time_zone),
    )
    audit.record(
        Verb.DEVICE_SHARED, by=by, about=organisation, of=organisation, device=str(device.uuid)
    )
    return device, token


def _end_of_day(zone: str) -> datetime:
    now = timezone.now().astimezone(ZoneInfo(zone))
    tomorrow = (now + timedelta(days=1)).date()
    end = datetime.combine(tomorrow, time(), tzinfo=ZoneInfo(zone))
    return max(end, now + SHORTEST)


@transaction.atomic
def end_device(device: SharedDevice, *, by: Person) -> None:
    """The browser is nobody's any more, from its next request on. Twice is once."""
    ended = SharedDevice.objects.filter(pk=device.pk, ended_at=None)
    if ended.update(ended_at=timezone.now()):
        place = device.organisation
        audit.record(Verb.DEVICE_ENDED, by=by, about=place, of=place, device=str(device.uuid))


def standing(token: str) -> SharedDevice | None:
    """The device whose cookie holds that secret, while it is open."""
    rows = SharedDevice.objects.open(timezone.now()).select_related("organisation__doors")
    return rows.filter(token_hash=secrets.digest(token)).first()
