"""Nothing a browser gets before the result depends on what is right (requirement S8, rule R12).

Two quizzes offer the same choices in the same order, and differ in what is right, in the authors'
order of the steps, in who is whose partner and in the feedback. All that is sent must be the same.
"""

import re
from copy import deepcopy
from dataclasses import fields
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments import actions, sheet
from courses.reading import reading
from tests.assessments.conftest import after_lessons, form, item_url, save_url, submit
from tests.documents import document, items
from tests.factories import EditionFactory, PersonFactory

pytestmark = pytest.mark.django_db

DRAW = {
    "items": ["q4", "q2", "q5", "q1", "q3"],
    "options": {
        "q1": ["c", "b", "a"],
        "q2": ["b", "a", "c"],
        "q3": ["true", "false"],
        "q4": ["repay", "stop", "check"],
        "q5": ["p1", "p2"],
    },
}
# What changes from one sending to the next: tokens, ids of requests and rows.
NOISE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}"
    r'|(?<=csrfmiddlewaretoken" value=")\w+|csrftoken=\w+|expires=[^;]+|sessionid=\w+'
)


def turned():
    """The same questions with another key to them."""
    others = deepcopy(items())
    for item in others:
        item["feedback"] = f"Quite another reason for {item['key']}."
        if item["kind"] == "ordering":
            item["options"].reverse()
        elif item["kind"] == "matching":
            first, second = item["pairs"]
            first["right"], second["right"] = second["right"], first["right"]
        else:
            *others_right, last = [option["right"] for option in item["options"]]
            for option, right in zip(item["options"], [last, *others_right], strict=True):
                option["right"] = right
    return others


def begun(person, quiz_items, draw):
    words = document(quiz={"minutes": 6, "items": quiz_items})
    module = EditionFactory(document=words).module
    study = after_lessons(person=person, module=module)
    attempt = actions.start(study.uuid, by=study.person, uuid=uuid4())
    attempt.draw = draw
    attempt.save()
    return attempt


def all_replies(client, attempt):
    """What the browser gets, from the first page to the last before the result."""
    pages = [reverse("quiz", args=[attempt.study.uuid])]
    pages += [item_url(attempt, key) for key in DRAW["items"]]
    pages += [reverse("attempt-review", args=[attempt.uuid])]
    replies = [client.get(page) for page in pages]
    for key, answer in [("q1", ["a"]), ("q2", ["c"]), ("q3", ["true"])]:
        replies.append(client.post(save_url(attempt), form(attempt, key, answer)))
        replies.append(client.post(save_url(attempt), form(attempt, key, ["b"])))
        replies.append(client.post(item_url(attempt, key), form(attempt, key, ["zzz"])))
        replies.append(client.post(item_url(attempt, key), form(attempt, key, ["true"])))
    steps = {"q4.revision": 0, "q4.repay": 1, "q4.check": 2, "q4.stop": 3}
    pairs = {"q5.revision": 0, "q5.p1": 1, "q5.p2": 2}
    for key, sent in [("q4", steps), ("q5", pairs)]:
        replies.append(client.post(item_url(attempt, key), sent))
        other = {**sent, **dict(zip(list(sent)[1:], [2, 1, 3], strict=False))}
        replies.append(client.post(item_url(attempt, key), other))
        replies.append(client.get(item_url(attempt, key)))
    replies.append(client.get(pages[-1]))
    return [seen(reply) for reply in replies]


def seen(reply):
    told = sorted(pair for pair in reply.headers.items() if pair[0] != "Expires")
    head = "\n".join(f"{name}: {value}" for name, value in told)
    return reply.status_code, NOISE.sub("", f"{head}\n{reply.cookies}\n{reply.text}")


@pytest.fixture
def two(client):
    person = PersonFactory()
    client.force_login(person)
    swapped = deepcopy(DRAW) | {"options": DRAW["options"] | {"q5": ["p2", "p1"]}}
    return begun(person, items(), DRAW), begun(person, turned(), swapped)


def test_nothing_that_is_sent_depends_on_what_is_right(client, two):
    first, second = (all_replies(client, attempt) for attempt in two)

    assert len(first) == len(second)
    for place, (one, other) in enumerate(zip(first, second, strict=True)):
        assert one == other, f"reply {place}"


def test_the_two_quizzes_do_differ_in_what_is_right(client, two):
    scores = []
    for attempt in two:
        client.post(save_url(attempt), form(attempt, "q1", ["b"]))
        submit(client, attempt, confirm="4")
        attempt.refresh_from_db()
        scores.append(attempt.score)

    assert scores == [20, 0]


@pytest.mark.parametrize("secret", ["feedback", "needed to get the job", '"right"', "is_right"])
def test_no_reply_holds_the_words_of_a_key(client, two, secret):
    for status, reply in all_replies(client, two[0]):
        assert secret not in reply, status


def test_what_pages_are_drawn_from_has_no_place_for_a_key(two):
    questions = sheet.questions(reading(two[0].edition_id, "en"), DRAW)

    assert {field.name for field in fields(sheet.Question)} == {
        "number",
        "key",
        "kind",
        "is_critical",
        "text",
        "choices",
        "lefts",
        "language",
    }
    assert {field.name for field in fields(sheet.Choice)} == {"value", "text"}
    assert [question.key for question in questions] == DRAW["items"]


def test_the_test_sees_a_key_where_there_is_one(client, two):
    """The control: were option keys of partners sent, the two quizzes would differ."""
    shown = [
        [choice.value for choice in question.choices]
        for attempt in two
        for question in sheet.questions(reading(attempt.edition_id, "en"), attempt.draw)
        if question.key == "q5"
    ]
    keys = [attempt.draw["options"]["q5"] for attempt in two]

    assert shown[0] == shown[1]
    assert keys[0] != keys[1]
