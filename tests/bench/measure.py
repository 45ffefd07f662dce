"""How a figure is taken: several runs, the median, CPU time by the kernel's own accounting."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.bench.server import Server

RUNS = 5
CLIENTS = 4


@dataclass(frozen=True)
class Cost:
    """Medians of the runs: CPU milliseconds and requests a second."""

    cpu_ms: float
    per_second: float

    def ratio(self, other: "Cost") -> float:
        return self.cpu_ms / other.cpu_ms


def cost(server: Server, work: Callable[[int], None], times: int, runs: int = RUNS) -> Cost:
    """The cost of one piece of work, done `times` times a run by four clients at once.

    `work` gets a number that is never given twice, and raises if an answer is not as expected.
    """
    cpu, speed, number = [], [], 0
    with ThreadPoolExecutor(CLIENTS) as clients:
        for run in range(runs + 1):
            numbers = range(number, number + times)
            number += times
            before, began = server.cpu_seconds(), time.perf_counter()
            list(clients.map(work, numbers))
            wall = time.perf_counter() - began
            if run:  # the first run warms up
                cpu.append(1000 * (server.cpu_seconds() - before) / times)
                speed.append(times / wall)
    return Cost(statistics.median(cpu), statistics.median(speed))


def median_seconds(work: Callable[[], int], runs: int = RUNS) -> tuple[float, int]:
    """The median wall time of something, and what it returned (a number of rows)."""
    seconds, rows = [], 0
    for _ in range(runs):
        began = time.perf_counter()
        rows = work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), rows
