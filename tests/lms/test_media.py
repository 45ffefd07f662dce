"""Pictures and recordings are answered, whole or in part; nothing else that is stored ever is."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

BYTES = bytes(range(200))

# Django looks after its connections at the end of each answer.
pytestmark = pytest.mark.django_db


@pytest.fixture
def stored():
    for name in ("media/talk.mp3", "images/gate.width-800.png"):
        default_storage.save(name, ContentFile(BYTES))


def read(answer) -> bytes:
    content = b"".join(answer) if answer.streaming else answer.content
    answer.close()
    return content


def test_a_picture_is_answered_to_everybody_and_may_be_kept(client, stored):
    answer = client.get("/media/images/gate.width-800.png")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert read(answer) == BYTES


@pytest.mark.parametrize(
    ("wish", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=190-", 190, 199),
        ("bytes=-5", 195, 199),
        ("bytes=100-9999", 100, 199),
    ],
)
def test_a_player_is_given_the_part_it_asks_for(client, stored, wish, first, last):
    answer = client.get("/media/media/talk.mp3", headers={"range": wish})

    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/200"
    assert answer["Content-Length"] == str(last - first + 1)
    assert read(answer) == BYTES[first : last + 1]


def test_a_part_behind_the_end_is_refused(client, stored):
    answer = client.get("/media/media/talk.mp3", headers={"range": "bytes=200-"})

    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */200")


@pytest.mark.parametrize(
    "wish", ["bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", f"bytes={'9' * 5000}-"]
)
def test_a_wish_that_is_not_understood_is_answered_with_all(client, stored, wish):
    answer = client.get("/media/media/talk.mp3", headers={"range": wish})

    assert answer.status_code == 200
    assert read(answer) == BYTES


@pytest.mark.parametrize(
    "name",
    [
        "certificates/2026/03/amina.png",
        "original_images/gate.png",
        "documents/list.png",
        "images/page.html",
        "images/drawing.svg",
        "images/none",
        "secret.png",
    ],
)
def test_nothing_else_is_answered(client, name):
    default_storage.save(name, ContentFile(BYTES))

    assert client.get(f"/media/{name}").status_code == 404


def test_a_folder_named_like_a_picture_is_none(client):
    default_storage.save("images/folder.png/inside.txt", ContentFile(BYTES))

    assert client.get("/media/images/folder.png").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/media/images/../certificates/amina.png",
        "/media/images/%2e%2e/certificates/amina.png",
        "/media/images//etc/passwd.png",
        "/media/images/not-there.png",
    ],
)
def test_no_way_leads_out_of_the_folders(client, address):
    default_storage.save("certificates/amina.png", ContentFile(BYTES))

    assert client.get(address).status_code == 404
