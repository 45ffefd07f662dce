"""The ways on which a message reaches a person: e-mail, and a slip that somebody prints.

A further one (a text message, say) is a class here and a value of Message.Channel; nothing else
knows how a message travels.
"""

from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from courses.reminders.letters import Letter
from courses.reminders.models import Message, ReturnedAddress
from people.models import Person


class Channel(Protocol):
    name: str

    def reaches(self, person: Person) -> bool:
        """Whether a person can be reached on it now."""
        ...

    def send(self, message: Message, letter: Letter) -> bool:
        """Send; whether it is on its way. If not, it waits for somebody."""
        ...


class Mail:
    """Through whatever Django sends mail with."""

    name = Message.Channel.MAIL.value

    def reaches(self, person: Person) -> bool:
        return bool(person.email) and not has_returned(person)

    def send(self, message: Message, letter: Letter) -> bool:
        mail = EmailMultiAlternatives(
            letter.subject, letter.text(), to=[message.person.email], headers=_headers(message)
        )
        mail.attach_alternative(letter.html(), "text/html")
        # By this a provider's events name it; other ways of sending take no notice.
        mail.metadata = {"message": str(message.uuid)}  # type: ignore[attr-defined]
        mail.send()
        return True


class Paper:
    """Whoever looks after the site prints it and hands it over."""

    name = Message.Channel.PAPER.value

    def reaches(self, person: Person) -> bool:
        return True

    def send(self, message: Message, letter: Letter) -> bool:
        return False


CHANNELS: tuple[Channel, ...] = (Mail(), Paper())


def channel_for(person: Person) -> Channel:
    """The first that reaches her."""
    return next(channel for channel in CHANNELS if channel.reaches(person))


def channel_of(message: Message) -> Channel:
    return next(channel for channel in CHANNELS if channel.name == message.channel)


def has_returned(person: Person) -> bool:
    """Whether mail to the address that a person has now came back."""
    return ReturnedAddress.objects.filter(person=person, address__iexact=person.email).exists()


def with_mail() -> Q:
    """A condition on people: e-mail reaches them."""
    returned = ReturnedAddress.objects.filter(
        person=OuterRef("pk"), address__iexact=OuterRef("email")
    )
    return ~Q(email="") & ~Q(Exists(returned))


def message_id(message: Message) -> str:
    """What mail servers know it by: the same however often this sending is tried."""
    host = settings.BASE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    return f"<{message.uuid}.{message.sending}@{host}>"


def _headers(message: Message) -> dict[str, str]:
    return {
        "Message-ID": message_id(message),
        "List-Unsubscribe": f"<{settings.BASE_URL}{reverse('my-messages')}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
