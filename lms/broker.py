"""Celery's broker in a folder, safe for a reader that looks while a message is written."""

import time
from collections.abc import Callable
from json import dumps
from pathlib import Path
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem


class Channel(filesystem.Channel):
    """Kombu's folder of messages; each message appears there whole or not at all."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{round(time.monotonic() * 1000)}_{uuid4()}"
        unfinished = folder / f"{name}.part"
        unfinished.write_text(dumps(payload))
        unfinished.replace(folder / f"{name}.{queue}.msg")

    def get_table(self, exchange: str) -> list[Any]:
        read: Callable[[str], list[Any]] = super().get_table
        try:
            return read(exchange)
        except ValueError:  # another process has just begun to write it
            time.sleep(0.05)
            return read(exchange)


class Transport(filesystem.Transport):
    Channel = Channel


def use_for_folders() -> None:
    """Let every `filesystem://` broker be ours."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
