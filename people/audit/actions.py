"""Writing down what was done, in the transaction that does it: the only place that adds events.

An action calls `record` as its last deed. The company's chain is locked from then to the end of the
transaction, so that its numbers have no gap: whoever does much in one transaction does it inside of
`at_the_end`, and nobody waits.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import groupby, islice
from uuid import UUID

import structlog
from django.db import connection, models, transaction
from django.utils import timezone

from people.audit.chain import Fact, refuse_words, seal
from people.audit.companies import company_of
from people.audit.models import INSTALLATION, AuditChain, AuditEvent
from people.audit.verbs import Kind, Verb
from people.models import Organisation, Person

AT_ONCE = 500


@dataclass(eq=False)
class _Act:
    """Something that was done, before it has its place in a chain."""

    company: int
    actor: UUID | None
    acting_as: str
    verb: Verb
    kind: str
    about: UUID | None
    facts: dict[str, Fact]
    request: str

    def __call__(self) -> None:
        """What waits is a hook of the transaction, so that Django forgets it with a savepoint."""

    def each(self) -> Iterator["_Act"]:
        yield self


@dataclass(frozen=True)
class Told:
    """One of many acts: what was done to whom."""

    verb: Verb
    person: UUID
    facts: dict[str, Fact]


@dataclass(eq=False)
class _Acts:
    """Many acts of one company and one actor, which are made only when they are written."""

    company: int
    actor: UUID | None
    told: Callable[[], Iterable[Told]]

    def __call__(self) -> None:
        """As of one act."""

    def each(self) -> Iterator[_Act]:
        request = _request()
        for one in self.told():
            refuse_words(one.facts)
            yield _Act(
                self.company,
                self.actor,
                "",
                one.verb,
                Kind.PERSON.value,
                one.person,
                one.facts,
                request,
            )


_is_waiting: ContextVar[bool] = ContextVar("audit_is_waiting", default=False)


def record(
    verb: Verb,
    *,
    by: Person | None,
    about: models.Model | None,
    of: Organisation | Person | None,
    acting_as: str = "",
    **facts: Fact,
) -> None:
    """Add an event to the chain of the company that `of` belongs to, or of the installation.

    `about` is a row with a uuid, of one of `Kind`; `acting_as` the power or the way in, if known.
    Raises NotACode for a fact that is more than an id, a code or a number.
    """
    refuse_words(facts | {"acting_as": acting_as})
    act = _Act(
        company=company_of(of),
        actor=by.uuid if by else None,
        acting_as=acting_as,
        verb=verb,
        kind=Kind(str(about._meta.model_name)).value if about else "",
        about=getattr(about, "uuid", None),
        facts=facts,
        request=_request(),
    )
    _write(act)


def record_each(told: Callable[[], Iterable[Told]], *, by: Person | None, of: Organisation) -> None:
    """Add an event for each of many acts about people, to the chain of the company of `of`.

    `told` is asked only when they are written: with much in one transaction, at its very end. They
    are never all in memory. Raises NotACode as `record` does.
    """
    _write(_Acts(company_of(of), by.uuid if by else None, told))


def _request() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def _write(acts: _Act | _Acts) -> None:
    if _is_waiting.get():
        transaction.on_commit(acts)
    else:
        _add([acts])


@contextmanager
def at_the_end() -> Iterator[None]:
    """One transaction in which everything recorded is written last, all together.

    For what takes long or goes on to lock other rows. What a rolled-back savepoint recorded is
    forgotten with it. Inside of another such block this one does nothing.
    """
    if _is_waiting.get():
        yield
        return
    with transaction.atomic():
        waiting = _is_waiting.set(True)
        try:
            before = len(connection.run_on_commit)
            yield
        finally:
            _is_waiting.reset(waiting)
        hooks = [entry[1] for entry in connection.run_on_commit[before:]]
        _add(hook for hook in hooks if isinstance(hook, _Act | _Acts))


@transaction.atomic
def _add(acts: Iterable[_Act | _Acts]) -> None:
    """Write acts into their chains, which are locked in the order of their companies."""

    def chain(acts: _Act | _Acts) -> int:
        return acts.company

    for company, own in groupby(sorted(acts, key=chain), chain):
        _extend(_locked(company), (act for acts in own for act in acts.each()))


def _locked(company: int) -> AuditChain:
    """The company's chain (0: the installation's), made if it is the first event, and locked."""
    chains = AuditChain.objects.select_for_update(no_key=True, of=("self",))
    found = chains.filter(company=company or None).first()
    if found is None:
        root = Organisation.objects.get(pk=company) if company else None
        uuid = root.uuid if root else INSTALLATION
        AuditChain.objects.get_or_create(uuid=uuid, defaults={"company": root})
        found = chains.get(uuid=uuid)
    return found


def _extend(chain: AuditChain, acts: Iterator[_Act]) -> None:
    while rows := [_sealed(chain, act) for act in islice(acts, AT_ONCE)]:
        AuditEvent.objects.bulk_create(rows)
    AuditChain.objects.filter(pk=chain.pk).update(number=chain.number, digest=chain.digest)


def _sealed(chain: AuditChain, act: _Act) -> AuditEvent:
    """The next event of a chain, which it becomes the end of."""
    row = AuditEvent(
        chain=chain,
        number=chain.number + 1,
        at=timezone.now(),
        actor=act.actor,
        acting_as=act.acting_as,
        verb=act.verb.value,
        kind=act.kind,
        about=act.about,
        facts=act.facts,
        request=act.request,
        previous=chain.digest,
    )
    row.digest = seal(row.telling)
    chain.number, chain.digest = row.number, row.digest
    return row
