"""A person whose every trace can be looked for, and looking for it: tables, files, caches."""

import base64
import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from assessments import actions as assessments
from certificates import tasks as certificates
from certificates.models import Certificate
from courses import actions as courses
from lms import outbox, tasks
from people import actions as people
from people.imports import actions as imports
from people.imports.models import ImportChange, ImportFault, ImportRun
from people.models import Membership, Person
from people.privacy import actions as privacy
from tests.assessments.conftest import RIGHT
from tests.factories import EnrolmentFactory, MembershipFactory, OrganisationFactory, PersonFactory

NAME, LATIN = "ক্যানারি Zebulon Quist-Ødegård", "Zebulon Quist-Odegaard"
EMAIL, WORK_EMAIL = "Zebulon.Canary@example.org", "z.quist@work.example"
NUMBER = "ZQ-77-CANARY"
TRACES = [NAME, "ক্যানারি", LATIN, "Quist", EMAIL, "zebulon", WORK_EMAIL, "z.quist", NUMBER]


def canary() -> Person:
    """Somebody with a trace in every place that the product has for one."""
    person = PersonFactory(full_name=NAME, latin_name=LATIN, email=EMAIL)
    site = OrganisationFactory(site=True)
    boss = MembershipFactory(organisation=site, supplier_staff=True).person
    membership = MembershipFactory(
        person=person,
        organisation=site,
        supplier_staff=True,
        employee_number=NUMBER,
        work_email=WORK_EMAIL,
        reports_to=boss,
    )
    MembershipFactory(organisation=site, supplier_staff=True, reports_to=person)
    day = date.today()
    people.record_leave(membership, started_on=day, ended_on=day + timedelta(days=40))
    _learn(person)
    _sign_in(person)
    _be_brought_in(membership)
    _be_written_to(person)
    privacy.ask_correction(person, about="manager", words=f"{NAME} reports to nobody")
    profile = UserProfile.get_for_user(person)
    profile.avatar.save("a.png", ContentFile(f"a picture of {NAME}".encode()))
    ModelLogEntry.objects.log_action(person, "wagtail.edit", user=boss)
    return person


def _learn(person: Person) -> None:
    """A programme done with answers and a drawn certificate; another one taken back."""
    enrolment = EnrolmentFactory(person=person)
    for requirement in enrolment.requirements.all():
        study = courses.open_study(person, requirement.module)
        for part in study.edition.document["lessons"]:
            courses.finish_lesson(study, part["key"], language="en")
        attempt = assessments.start(study.uuid, by=person, uuid=uuid4())
        for key, answer in RIGHT.items():
            assessments.save_response(attempt, key, answer, revision=0, language="en")
        assessments.submit(attempt.uuid, by=person)
    certificates.draw(Certificate.objects.get(completion__enrolment=enrolment).pk)
    other = EnrolmentFactory(person=person)
    courses.withdraw(other, by=PersonFactory(), reason=f"{NAME} has moved")


def _sign_in(person: Person) -> None:
    client = Client(headers={"User-Agent": "Mozilla/5.0 Firefox/130.0"})
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "email": EMAIL}]
    session.save()
    client.get("/learn/")
    EmailAddress.objects.create(user=person, email=EMAIL, primary=True, verified=True)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": f"{LATIN}'s phone"})


def _be_brought_in(membership: Membership) -> None:
    """A file that names her, planned and waiting; and a second one with something to mend."""
    text = f"{NUMBER},{NAME},{WORK_EMAIL}".encode()
    for state in (ImportRun.State.READY, ImportRun.State.FAULTY, ImportRun.State.DONE):
        run = imports.upload(ContentFile(text, name="people.csv"), by=None, in_background=False)
        done = {"applied_at": timezone.now()} if state == ImportRun.State.DONE else {}
        ImportRun.objects.filter(pk=run.pk).update(state=state, **done)
        facts = {"full_name": NAME, "work_email": WORK_EMAIL}
        ImportChange.objects.create(
            run=run, position=0, row=2, kind="changed", reference=NUMBER, name=NAME, facts=facts
        )
        ImportFault.objects.create(
            run=run, position=0, row=2, code="bad", column="e-mail", value=WORK_EMAIL, facts=facts
        )


def _be_written_to(person: Person) -> None:
    later = timezone.now() + timedelta(hours=1)
    for address in (EMAIL, EMAIL.lower(), WORK_EMAIL):
        row = outbox.put(tasks.send_mail, to=address, subject="Due", text=f"Dear {LATIN}")
        type(row).objects.filter(pk=row.pk).update(not_before=later)


# --- looking -------------------------------------------------------------------------------


def places_with(traces: list[str]) -> list[str]:
    """Where something of it is: tables by their columns as the database has them, files, caches."""
    wanted = [trace.lower() for trace in traces]
    texts = [*_rows(), *_files(), *_caches()]
    return sorted({place for place, text in texts if any(one in text.lower() for one in wanted)})


def _rows() -> Iterator[tuple[str, str]]:
    """Every cell of every table, whatever kind of column, as text that hides nothing."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            columns = [
                column.name if hasattr(column, "name") else column[0]
                for column in cursor.description
            ]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield f"{table}.{column}", _plain(value)


def _plain(value: object) -> str:
    """JSON with its escapes undone, sessions unpacked, bytes read."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="replace")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    with suppress(ValueError):
        text += json.dumps(json.loads(text), ensure_ascii=False)
    return text + _unpacked(text)


def _unpacked(text: str) -> str:
    """What Django's signing has compressed: a session's data."""
    packed = text.removeprefix(".").partition(":")[0]
    try:
        return zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))).decode()
    except (ValueError, zlib.error):
        return ""


def _files() -> Iterator[tuple[str, str]]:
    for file in Path(settings.MEDIA_ROOT).rglob("*"):
        if file.is_file():
            yield f"file {file.relative_to(settings.MEDIA_ROOT)}", _text_of(file)


def _text_of(file: Path) -> str:
    """A certificate's letters are drawn as glyphs, so that any certificate's file counts."""
    if file.suffix == ".pdf":
        return NAME
    return f"{file.name} {file.read_bytes().decode(errors='replace')}"


def _caches() -> Iterator[tuple[str, str]]:
    for cache in caches.all():
        for key, value in _entries(cache):
            yield f"cache {key}", f"{key} {value}"


def _entries(cache) -> Iterator[tuple[str, str]]:
    if hasattr(cache, "_cache") and isinstance(cache._cache, dict):
        for key, packed in cache._cache.items():
            yield str(key), bytes(packed).decode(errors="replace")
        return
    client = cache._cache.get_client(write=True)
    for key in client.scan_iter(f"{cache.key_prefix}:*"):
        yield key.decode(), (client.get(key) or b"").decode(errors="replace")
