"""What the tables themselves promise, whatever the code does."""

import pytest
from django.apps import apps
from django.db import models

from assessments.models import DilemmaCount
from courses.open_use import OpenUse
from people.audit.models import AuditEvent
from people.models import Leave, Person

OURS = ["people", "courses", "assessments", "certificates", "content", "metrics", "lms"]


def _ways_to(model: type[models.Model], target: type[models.Model], seen: frozenset = frozenset()):
    """The chains of foreign keys that lead from a row of one table to a row of another."""
    for field in model._meta.concrete_fields:
        other = field.related_model
        if not isinstance(other, type) or other in seen:
            continue
        if issubclass(other, target):
            yield field.name
        else:
            for rest in _ways_to(other, target, seen | {other}):
                yield f"{field.name}.{rest}"


@pytest.mark.parametrize("model", [DilemmaCount, OpenUse])
def test_no_row_leads_from_a_count_to_a_learner(model):
    ways = set(_ways_to(model, Person))

    # Who published an edition is an author's deed, not a learner's.
    assert ways <= {"edition.published_by", "edition.source.published_by"}


@pytest.mark.parametrize("model", [DilemmaCount, OpenUse])
def test_a_count_knows_a_week_and_no_moment(model):
    kinds = {type(field) for field in model._meta.concrete_fields}

    assert models.DateTimeField not in kinds
    assert models.UUIDField not in kinds
    assert [
        field.name for field in model._meta.concrete_fields if type(field) is models.DateField
    ] == ["week"]


def test_nothing_refers_to_a_count():
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            assert field.related_model not in {DilemmaCount, OpenUse}, field


def test_an_event_of_the_audit_log_refers_to_its_chain_only():
    """So that no person has to stay, and none can be told by following a key."""
    relations = [field.name for field in AuditEvent._meta.concrete_fields if field.is_relation]

    assert relations == ["chain"]


def test_leave_is_dates_only():
    names = {field.name for field in Leave._meta.concrete_fields}

    assert names == {"id", "membership", "started_on", "ended_on"}


@pytest.mark.parametrize(
    "field",
    [
        field
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.model is model and not field.auto_created
    ],
    ids=str,
)
def test_the_record_is_closed_and_not_deleted_with_something_else(field):
    allowed = {models.PROTECT}
    if field.model._meta.app_label == "content":  # pages are told, not recorded
        allowed |= {models.CASCADE, models.SET_NULL}

    assert field.remote_field.on_delete in allowed
