"""What the tables refuse, whatever the code does."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.scim.models import ScimGroup, ScimMember, ScimUser
from tests.factories import OrganisationFactory, PersonFactory


@pytest.fixture
def facts(db) -> dict[str, object]:
    return {"organisation": OrganisationFactory(supplier=True), "user_key": "one"}


def _refused(name: str):
    return pytest.raises(IntegrityError, match=name)


def _user(facts: dict[str, object], **more: object) -> ScimUser:
    return ScimUser.objects.create(**facts | {"is_active": False} | more)


def test_a_user_name_is_taken_once_among_those_who_stand(facts, closed_at):
    _user(facts, removed_at=closed_at)
    _user(facts)

    with _refused("one_scim_user_a_user_name|user_key"), transaction.atomic():
        _user(facts)


def test_a_person_is_one_user(facts):
    person = PersonFactory()
    _user(facts, person=person)

    with _refused("one_scim_user_a_person|person_id"), transaction.atomic():
        _user(facts, user_key="two", person=person)


def test_who_is_active_is_a_person(facts):
    with _refused("who_is_active_is_a_person"), transaction.atomic():
        _user(facts, is_active=True)


def test_who_is_removed_is_not_active(facts, closed_at):
    with _refused("who_is_removed_is_not_active"), transaction.atomic():
        _user(facts, is_active=True, person=PersonFactory(), removed_at=closed_at)


def test_nobody_manages_oneself(facts):
    user = _user(facts)

    with _refused("nobody_manages_oneself"), transaction.atomic():
        ScimUser.objects.filter(pk=user.pk).update(manager=user)


def test_a_group_has_its_name_alone_and_stands_for_a_role_that_there_is(facts):
    organisation = facts["organisation"]
    group = ScimGroup.objects.create(organisation=organisation, display_key="a")

    with _refused("one_scim_group_a_name|display_key"), transaction.atomic():
        ScimGroup.objects.create(organisation=organisation, display_key="a")
    with _refused("scim_group_maps_to_a_role"), transaction.atomic():
        ScimGroup.objects.filter(pk=group.pk).update(role="cso")


def test_a_user_is_in_a_group_once(facts):
    user = _user(facts)
    group = ScimGroup.objects.create(organisation=facts["organisation"])
    ScimMember.objects.create(user=user, group=group)

    with _refused("one_place_in_a_scim_group|user_id"), transaction.atomic():
        ScimMember.objects.create(user=user, group=group)


@pytest.fixture
def closed_at():
    return timezone.now()
