"""The company to measure on: its own database, ten thousand people, learners with sessions."""

import time
from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.management import call_command
from django.db import connection

from courses import actions
from courses.models import Programme, Study
from people.freshness import SIGNED_IN_AT
from people.models import Person


@dataclass(frozen=True)
class Visitor:
    """A person with an open session."""

    person: Person
    cookie: str


def build(people: int, seed: int) -> None:
    """A fresh database with the starter curriculum and a company of so many people."""
    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        user=database["USER"],
        dbname="postgres",
        autocommit=True,
    ) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{database["NAME"]}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{database["NAME"]}"')
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_starter", verbosity=0)
    call_command("demo", verbosity=0)
    call_command("demo", people=people, seed=seed, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database that has been running for a while has done


def visitor(person: Person) -> Visitor:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[SIGNED_IN_AT] = time.time()
    session.create()
    return Visitor(person, f"{settings.SESSION_COOKIE_NAME}={session.session_key}")


def learner(number: int, programme_code: str = "B") -> Study:
    """A new learner with an open study of the programme's first module."""
    person = get_user_model().objects.create(full_name=f"Learner {number}")
    programme = Programme.objects.get(code=programme_code)
    actions.enrol(person, programme)
    place = programme.places.select_related("module").first()
    assert place is not None
    return actions.open_study(person, place.module)
