"""The broker in a folder: whoever reads while another writes never sees half a message."""

import threading
from contextlib import suppress
from queue import Empty

from kombu import Connection

MESSAGES = 300


def test_a_reader_never_meets_half_a_message(tmp_path):
    folder = str(tmp_path / "queue")
    (tmp_path / "queue").mkdir()
    options = {
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": str(tmp_path / "control"),
        "store_processed": False,
    }
    writing, reading = (Connection("filesystem://", transport_options=options) for _ in range(2))
    writer = threading.Thread(
        target=lambda: [
            writing.default_channel._put("work", {"number": number, "fill": "x" * 50_000})
            for number in range(MESSAGES)
        ]
    )
    writer.start()

    found = set()
    while writer.is_alive() or any((tmp_path / "queue").iterdir()):
        with suppress(Empty):
            found.add(reading.default_channel._get("work")["number"])

    assert found == set(range(MESSAGES))
    assert type(reading.default_channel).__module__ == "lms.broker"
    for connection in (writing, reading):
        connection.release()
