"""What operators do by command, and what the tables refuse."""

import io
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses import actions as courses
from courses.models import Enrolment, Study
from people.merging import actions
from people.merging.models import LikelyDuplicate, Merge
from people.models import Membership, Person
from tests.factories import (
    EnrolmentFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db


def merge(pair, by=None) -> Merge:
    return actions.merge(pair.older, pair.younger, by=by)


# --- for operators -------------------------------------------------------------------------


def command(*names: object, **options: bool) -> str:
    out = io.StringIO()
    call_command("merge_people", *map(str, names), stdout=out, **options)
    return out.getvalue()


def test_an_operator_tries_merges_and_undoes(pair):
    ids = pair.older.uuid, pair.younger.uuid

    assert "Nothing was changed" in command(*ids, dry_run=True)
    assert not Merge.objects.exists()
    assert "people.membership: 2" in command(*ids)
    assert Merge.objects.standing().exists()
    command(*ids, undo=True)
    assert not Merge.objects.standing().exists()


def test_an_operator_is_told_what_is_in_the_way(pair):
    older, younger = pair.older.uuid, pair.younger.uuid
    for names, told in [
        ((younger, older), "older record"),
        ((older, older), "older record"),
        ((older, uuid4()), "Nobody here"),
        ((older, "Amina"), "Nobody here"),
    ]:
        with pytest.raises(CommandError, match=told):
            command(*names)
    with pytest.raises(CommandError, match="not merged"):
        command(older, younger, undo=True)
    pair.older.memberships.update(reports_to=pair.younger)
    with pytest.raises(CommandError, match="manager of the other"):
        command(older, younger)


# --- what must never be --------------------------------------------------------------------


def impossible(deed) -> bool:
    with pytest.raises(IntegrityError), transaction.atomic():
        deed()
    return True


def test_who_is_merged_goes_into_an_older_and_does_not_sign_in(pair):
    rows = Person.objects
    young, old = pair.younger, pair.older

    assert impossible(lambda: rows.filter(pk=young.pk).update(merged_into=old))
    assert impossible(lambda: rows.filter(pk=old.pk).update(merged_into=young, is_active=False))


def test_a_proposal_names_the_older_first_and_once(pair):
    assert impossible(
        lambda: LikelyDuplicate.objects.create(older=pair.older, younger=pair.younger)
    )
    assert impossible(
        lambda: LikelyDuplicate.objects.create(older=pair.younger, younger=pair.older)
    )


def test_a_merge_keeps_the_oldest_and_stands_once(pair):
    done = merge(pair)

    assert impossible(lambda: Merge.objects.create(kept=pair.older, younger=pair.younger))
    assert impossible(lambda: Merge.objects.create(kept=pair.younger, younger=pair.older))
    step = done.steps.first()
    step.pk = None
    assert impossible(step.save)


def test_a_duplicate_enrolment_is_withdrawn_and_a_duplicate_study_closed(pair):
    row, other = EnrolmentFactory(), EnrolmentFactory()
    study = courses.open_study(pair.older, ProgrammeFactory().modules.get())
    another = courses.open_study(pair.older, ProgrammeFactory().modules.get())
    now = timezone.now()

    assert impossible(lambda: Enrolment.objects.filter(pk=row.pk).update(duplicate_of=other))
    assert impossible(
        lambda: Enrolment.objects.filter(pk=row.pk).update(duplicate_of=row, withdrawn_at=now)
    )
    assert impossible(lambda: Study.objects.filter(pk=study.pk).update(duplicate_of=another))
    assert impossible(
        lambda: Study.objects.filter(pk=study.pk).update(duplicate_of=study, closed_at=now)
    )


def test_memberships_follow_where_there_is_no_conflict(house, pair):
    Membership.objects.filter(person=pair.younger).update(organisation=house.company)

    merge(pair)

    assert pair.older.memberships.filter(last_day=None).count() == 2
