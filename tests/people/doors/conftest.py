"""A site, its administrator, its link, and somebody who has joined by it."""

import pytest

from tests.people.doors.stage import joined, link_to, site_with_administrator


@pytest.fixture
def site_and_administrator(db):
    return site_with_administrator()


@pytest.fixture
def site(site_and_administrator):
    return site_and_administrator[0]


@pytest.fixture
def administrator(site_and_administrator):
    return site_and_administrator[1]


@pytest.fixture
def link(site, administrator):
    return link_to(site, administrator)


@pytest.fixture
def joining(link):
    return joined(link)


@pytest.fixture
def door(joining):
    return joining.membership.person.door


@pytest.fixture
def page(client, administrator):
    """The administrator's browser."""
    client.force_login(administrator)
    return client
