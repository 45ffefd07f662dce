"""Two requests at once: the second sees what the first has done, and none waits for ever."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from people.models import Organisation, Person
from people.scim import limits
from people.scim.models import ScimUser
from tests.people.scim.conftest import Directory, token_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def secret(world) -> str:
    return token_for(world.supplier, world.administrator)[1]


def _in_threads(count: int, deed) -> list:
    def one(number: int):
        try:
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def test_the_same_person_sent_by_several_at_once_is_one(secret):
    def send(number: int) -> int:
        return Directory(secret).add(f"user{number}", number="1").status_code

    statuses = _in_threads(4, send)

    assert sorted(statuses) == [201, 409, 409, 409]
    assert Person.objects.filter(memberships__employee_number="1").count() == 1
    assert ScimUser.objects.count() == 1


def test_of_two_changes_of_one_version_one_is_refused(secret):
    path = f"Users/{Directory(secret).added('one', number='1')['id']}"
    version = Directory(secret).get(path).headers["ETag"]

    def change(number: int) -> int:
        operation = {"op": "replace", "value": {"displayName": f"Name {number}"}}
        return Directory(secret).patch(path, operation, **{"If-Match": version}).status_code

    assert sorted(_in_threads(3, change)) == [204, 412, 412]


def test_whoever_finds_the_organisation_locked_is_told_to_come_back(secret, world, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("the embedded database waits by itself")
    monkeypatch.setattr(limits, "PATIENCE", "100ms")

    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=world.supplier.pk)
        (answer,) = _in_threads(1, lambda _: Directory(secret).add("one"))

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert Directory(secret).add("one").status_code == 201
