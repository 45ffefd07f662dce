"""Joining by a poster's code, as the one who joins, the guesser, and the one who comes too late."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from people.audit.models import AuditEvent
from people.calendar import reporting_day
from people.doors import access, actions
from people.doors.models import Door, Joining
from people.models import Membership, Organisation, Person
from people.privacy import actions as privacy
from tests.people.doors.stage import OTHERS, PICKED, ROW, joined, link_to, pick

pytestmark = pytest.mark.django_db


def go_to_pictures(client, link, name="আমিনা"):
    client.post(reverse("set-language"), {"language": "bn", "next": "/"})
    return client.post(reverse("join-name", args=[link.code]), {"name": name})


def choose_twice(client, link, first=PICKED, second=PICKED):
    at = reverse("join-pictures", args=[link.code])
    answer = pick(client, at, first)
    if answer.status_code != 302:
        return answer
    again = client.get(answer["Location"])
    sealed = re.search(r'name="sealed" value="([^"]+)"', again.text)[1]
    return pick(client, answer["Location"], second, sealed=sealed)


def test_whoever_has_the_code_joins_and_goes_on_to_her_number(client, link, site):
    go_to_pictures(client, link)

    done = choose_twice(client, link)

    membership = Membership.objects.get(joining__link=link)
    assert (done.status_code, done["Location"]) == (302, reverse("my-number"))
    assert membership.person.full_name == "আমিনা"
    assert membership.person.language == "bn"
    assert (membership.organisation, membership.workforce_type) == (site, "supplier_staff")
    assert [held.role for held in membership.roles.all()] == ["worker"]
    assert membership.person.email == ""
    shown = client.get(done["Location"]).text
    number = membership.person.door.number
    assert f"{number[:3]} {number[3:6]} {number[6:]}" in shown


def test_what_is_said_and_picked_is_kept_as_hashes_only(client, link):
    go_to_pictures(client, link)
    choose_twice(client, link)

    door = Door.objects.get()
    assert "fish" not in door.pictures
    assert door.pictures.startswith("md5$")  # the tests' hasher
    assert settings.SESSION_COOKIE_NAME in client.cookies
    assert "fish" not in str(dict(client.session.items()))


def test_joining_is_told_once_with_the_link(client, link):
    go_to_pictures(client, link)
    choose_twice(client, link)

    event = AuditEvent.objects.get(verb="person-joined")
    person = Person.objects.get(full_name="আমিনা")
    assert (event.about, event.actor, event.acting_as) == (person.uuid, person.uuid, "link")
    assert event.facts["link"] == str(link.uuid)
    assert AuditEvent.objects.get(verb="signed-in").acting_as == "pictures"


def test_sent_twice_it_is_one_person(client, link):
    go_to_pictures(client, link)
    at = reverse("join-pictures", args=[link.code])
    again = pick(client, at, PICKED)["Location"]
    sealed = re.search(r'name="sealed" value="([^"]+)"', client.get(again).text)[1]

    answers = [pick(client, again, PICKED, sealed=sealed) for _ in range(3)]

    assert {answer["Location"] for answer in answers} == {reverse("my-number")}
    assert Joining.objects.count() == 1


def test_sent_twice_by_the_last_who_fits_in_it_is_no_refusal(client, site, administrator):
    link = link_to(site, administrator, most=1)
    go_to_pictures(client, link)
    again = pick(client, reverse("join-pictures", args=[link.code]), PICKED)["Location"]
    sealed = re.search(r'name="sealed" value="([^"]+)"', client.get(again).text)[1]

    answers = [pick(client, again, PICKED, sealed=sealed) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [reverse("my-number")] * 2


def test_a_seal_that_is_forged_or_old_leads_back_to_the_name(client, link):
    go_to_pictures(client, link)
    again = pick(client, reverse("join-pictures", args=[link.code]), PICKED)["Location"]
    sealed = re.search(r'name="sealed" value="([^"]+)"', client.get(again).text)[1]

    for bad in ("", sealed[:-1], sealed[::-1]):
        assert pick(client, again, PICKED, sealed=bad)["Location"].endswith("/name/")
    with time_machine.travel(reporting_day() + timedelta(days=1), tick=False):
        assert pick(client, again, PICKED, sealed=sealed)["Location"].endswith("/name/")

    assert Joining.objects.count() == 0


def test_the_second_time_must_be_the_same(client, link):
    go_to_pictures(client, link)

    answer = choose_twice(client, link, second=OTHERS)

    assert answer.status_code == 422
    assert f'action="{reverse("join-pictures", args=[link.code])}"' in answer.text
    assert Joining.objects.count() == 0


@pytest.mark.parametrize("easy", [ROW, ROW[::-1], ("sun",) * 6, ("sun", "key") * 3])
def test_what_anybody_would_try_first_is_refused(client, link, easy):
    go_to_pictures(client, link)

    answer = pick(client, reverse("join-pictures", args=[link.code]), easy)

    assert answer.status_code == 422


def test_one_tap_at_a_time_works_as_well(client, link):
    go_to_pictures(client, link)
    at, picked = reverse("join-pictures", args=[link.code]), ""

    for picture in PICKED:
        answer = client.post(at, {"picked": picked, "picture": picture})
        if answer.status_code == 200:
            picked = re.search(r'name="picked" value="([^"]*)"', answer.text)[1]

    assert answer["Location"] == reverse("join-again", args=[link.code])


@pytest.mark.parametrize(
    "name",
    ["", "  ", "FNU", ".", "a\u202eb", "x" * 151],
    ids=["none", "air", "fnu", "dot", "bidi", "long"],
)
def test_what_is_no_name_is_told_where_it_is(client, link, name):
    answer = client.post(reverse("join-name", args=[link.code]), {"name": name})

    assert answer.status_code == 422
    assert Joining.objects.count() == 0


def test_an_employee_number_proves_nothing_and_collides_with_nobodys(client, link, site):
    said = {"name": "Siti", "said_number": "00017"}
    client.post(reverse("join-name", args=[link.code]), said)
    choose_twice(client, link)

    joining = Joining.objects.get()
    assert joining.said_number == "00017"
    assert joining.membership.employee_number == ""


def closed_links(site, administrator):
    """A link in every state in which nobody joins."""
    today = reporting_day()
    over = link_to(site, administrator, expires_on=today)
    over.expires_on = today - timedelta(days=1)
    over.save()
    full = link_to(site, administrator, most=1)
    joined(full)
    ended = link_to(site, administrator)
    actions.end_link(ended, by=administrator)
    return {"over": over.code, "full": full.code, "ended": ended.code, "unknown": "9876543210"}


@pytest.mark.parametrize("step", ["join-site", "join-about", "join-name", "join-pictures"])
def test_unknown_ended_over_and_full_are_answered_alike(client, site, administrator, step):
    answers = {
        state: client.get(reverse(step, args=[code]))
        for state, code in closed_links(site, administrator).items()
    }

    told = {
        (answer.status_code, re.sub(r'value="[^"]*"|/join/[^"]*', "", answer.text))
        for answer in answers.values()
    }
    assert len(told) == 1
    assert told.pop()[0] == 404


@pytest.mark.parametrize("where", ["itself", "above"])
def test_nobody_joins_a_site_that_may_have_no_workers_data(
    client, link, site, administrator, where
):
    place = site if where == "itself" else site.parent
    Organisation.objects.filter(pk=place.pk).update(state=Organisation.State.RESTRICTED)

    assert site not in access.sites(administrator, reporting_day())
    assert client.get(reverse("join-site", args=[link.code])).status_code == 404


def test_the_last_place_is_taken_once(site, administrator):
    link = link_to(site, administrator, most=1)
    joined(link)

    with pytest.raises(actions.LinkClosed):
        joined(link)


def test_a_code_is_typed_in_any_script_and_with_spaces(client, link):
    bengali = link.code.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    typed = f"{bengali[:3]} {bengali[3:6]}-{bengali[6:]}"

    answer = client.post(reverse("join"), {"code": typed})

    assert answer["Location"] == reverse("join-site", args=[link.code])


def test_the_languages_of_the_poster_are_offered_in_their_own_names(client, link):
    page = client.get(reverse("join-site", args=[link.code])).text

    assert 'value="bn" lang="bn" dir="ltr"' in page
    assert "বাংলা" in page
    assert 'value="ar" lang="ar" dir="rtl"' in page
    assert 'class="choice" name="language" value="es"' not in page


def again(joining, picked=None):
    """The last step sent once more, as a browser that was gone back in sends it."""
    pictures = picked or joining.membership.person.door.pictures
    return actions.join_by_link(
        joining.link, uuid=joining.uuid, full_name="Siti", language="en", pictures=pictures
    )


def test_what_is_sent_again_signs_in_as_long_as_the_pictures_are_the_same(link):
    joining = joined(link)
    assert again(joining) == joining

    actions.choose_pictures(joining.membership.person, "others")
    with pytest.raises(actions.LinkClosed):
        again(joining, "what they were")


def test_what_is_sent_again_by_who_was_refused_signs_nobody_in(link, administrator):
    joining = joined(link)
    pictures = joining.membership.person.door.pictures
    actions.refuse_joining(joining, by=administrator)

    with pytest.raises(actions.LinkClosed):
        again(joining, pictures)


def test_a_membership_that_had_ended_is_not_ended_anew(link, administrator):
    joining = joined(link)
    ended = reporting_day() - timedelta(days=40)
    Membership.objects.update(started_on=ended - timedelta(days=9), last_day=ended)

    actions.refuse_joining(joining, by=administrator)

    assert Membership.objects.get().last_day == ended
    joining.refresh_from_db()
    assert joining.refused_at is None


def test_nobody_is_brought_back_who_was_erased_meanwhile(link, administrator):
    joining = joined(link)
    actions.refuse_joining(joining, by=administrator)
    privacy.erase(joining.membership.person, by=None, cause=privacy.OPERATOR)

    with pytest.raises(actions.NotUndone):
        actions.take_back_refusal(joining, by=administrator)
