"""Caches that are missed, not mourned: Redis that may go away, and a folder that is kept tidy."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import structlog
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

OWN_MEMORY = "while redis is away"
SETS_BETWEEN_TIDYINGS = 500


class KeptClient(RedisCacheClient):
    """Django makes a client anew for every command; half of what a command costs is its making."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[int, Redis] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:
        index = self._get_connection_pool_index(write)  # type: ignore[attr-defined]
        if index not in self._kept:
            self._kept[index] = super().get_client(key, write=write)
        return self._kept[index]


class PatientRedisCache(RedisCache):
    """Redis; while it does not answer, this process's own memory.

    Pages stay, and the sign-in throttle goes on counting, process by process.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"socket_connect_timeout": 0.5, "socket_timeout": 1} | params.get("OPTIONS", {})
        memory = f"{OWN_MEMORY} {options.pop('memory', '')}"
        super().__init__(server, params | {"OPTIONS": options})
        self._class = KeptClient
        self._own = LocMemCache(memory, {"MAX_ENTRIES": 10_000})

    def _or_own(self, name: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), name)(*args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("cache_unreachable", error=type(error).__name__)
            return getattr(self._own, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_own("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_own("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_own("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_own("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_own("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_own("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_own("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_own("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_own("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_own("delete_many", *args, **kwargs)

    def clear(self) -> Any:
        return self._or_own("clear")


class TidyFileCache(FileBasedCache):
    """A folder; what has expired goes first, and is not looked for at every turn.

    Django's own lists the folder whenever it keeps something, and throws out what is still needed
    when there is too much of what is not.
    """

    def __init__(self, folder: str, params: dict[str, Any]) -> None:
        super().__init__(folder, params)
        self._sets = 0

    # Django reads, adds one and writes: of two who count at once, one would not be counted. The
    # throttles rely on it that both are, whatever process they are in.

    def add(self, *args: Any, **kwargs: Any) -> bool:
        with self._alone():
            return super().add(*args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        with self._alone():
            return super().incr(*args, **kwargs)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        Path(self._dir).mkdir(mode=0o700, parents=True, exist_ok=True)  # type: ignore[attr-defined]
        with (Path(self._dir) / "counting.lock").open("w") as file:  # type: ignore[attr-defined]
            fcntl.flock(file, fcntl.LOCK_EX)  # let go of when the file is closed
            yield

    def _cull(self) -> None:
        self._sets += 1
        if self._sets % SETS_BETWEEN_TIDYINGS:
            return
        for name in self._list_cache_files():  # type: ignore[attr-defined]
            with suppress(FileNotFoundError), Path(name).open("rb") as file:
                self._is_expired(file)  # type: ignore[attr-defined] # deletes it if it is
        super()._cull()  # type: ignore[misc]
