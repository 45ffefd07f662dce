"""Where a site is restricted no way in is made, and what is there may be ended (S-50)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from people.doors import access, actions, device_actions
from people.doors.models import Card, SharedDevice
from people.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def restricted(site, administrator, joining):
    """A site with a device, a link and a card, restricted since."""
    actions.make_cards([joining.membership], by=administrator)
    actions.allow(site, lists_names=True, names_cards=False, by=administrator)
    device = device_actions.open_device(site, by=administrator)[0]
    assert access.list_on_device(device, timezone.localdate()).exists()
    Organisation.objects.filter(pk=site.parent_id).update(state="restricted")
    return site


def test_what_is_there_may_be_ended(page, restricted, joining):
    device = SharedDevice.objects.get()
    listed = page.get(reverse("shared"))
    assert reverse("shared-end", args=[device.uuid]) in listed.text
    assert "Use this device for a group" not in listed.text
    page.post(reverse("shared-end", args=[device.uuid]))
    page.post(reverse("join-link-end", args=[joining.link.uuid]))

    assert restricted.name in page.get(reverse("joining")).text
    of_site = page.get(reverse("joining-site", args=[restricted.uuid])).text
    assert "Make cards" not in of_site
    help_address = reverse("joining-person", args=[restricted.uuid, joining.membership.person.uuid])
    assert help_address in of_site
    assert "one-time code" not in page.get(help_address).text
    page.post(help_address, {"end_card": "yes"})

    for row in (SharedDevice.objects.get(), joining.link, Card.objects.get()):
        row.refresh_from_db()
        assert row.ended_at


def test_nothing_is_made_there(page, restricted, administrator, joining):
    membership = joining.membership
    of_site = reverse("joining-site", args=[restricted.uuid])
    help_address = reverse("joining-person", args=[restricted.uuid, membership.person.uuid])
    cards = reverse("cards-make", args=[restricted.uuid])

    assert page.post(help_address).status_code == 404
    assert page.post(of_site, {"lists_names": "on"}).status_code == 404
    assert page.post(cards, {"person": str(membership.person.uuid)}).status_code == 404
    for act in (
        lambda: actions.make_code(membership, by=administrator),
        lambda: actions.make_cards([membership], by=administrator),
        lambda: device_actions.open_device(restricted, by=administrator),
    ):
        with pytest.raises(actions.NotYours):
            act()


def test_a_device_there_lists_nobody(restricted):
    device = SharedDevice.objects.select_related("organisation").get()

    assert not access.list_on_device(device, timezone.localdate()).exists()
