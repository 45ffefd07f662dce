"""Somebody who is enrolled, signed in, and has begun."""

import pytest
from django.test import Client

from courses import actions
from tests.factories import EnrolmentFactory


@pytest.fixture
def enrolment():
    return EnrolmentFactory()


@pytest.fixture
def amina(enrolment):
    """A client signed in as the one who is enrolled."""
    client = Client()
    client.force_login(enrolment.person)
    return client


@pytest.fixture
def study(enrolment):
    module = enrolment.requirements.get().module
    return actions.open_study(enrolment.person, module)
