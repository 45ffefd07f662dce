"""How far an import is. In the cache, since one that is applied is a single transaction."""

from dataclasses import dataclass

from django.core.cache import cache

KEPT_SECONDS = 60 * 60


@dataclass(frozen=True)
class Progress:
    """How many rows are done, of how many (0: not known yet)."""

    done: int
    total: int = 0

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0


def tell(run_id: int, done: int, total: int = 0) -> None:
    cache.set(_key(run_id), [done, total], KEPT_SECONDS)


def read(run_id: int) -> Progress:
    return Progress(*cache.get(_key(run_id), [0, 0]))


def forget(run_id: int) -> None:
    cache.delete(_key(run_id))


def _key(run_id: int) -> str:
    return f"import-{run_id}"
