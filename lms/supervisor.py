"""A few processes kept running together: started, started again when they die, stopped as one.

The parent has everything loaded and forks, so that its children share their memory with it and a
dead one is back at once. A child is its own process group; it and all its own children are gone
when the parent is, however the parent went.
"""

import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

# A child that lives shorter than this did not really start.
SETTLED_SECONDS = 10.0
MOST_FALSE_STARTS = 5
# What may be finished before the end: requests, a task in hand. Together under 20 seconds.
GRACE_SECONDS = 15.0
PR_SET_PDEATHSIG = 1
WATCHED = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}

Say = Callable[[str], None]


@dataclass
class Part:
    """One process: its name, and what it runs."""

    name: str
    run: Callable[[], object]
    pid: int = 0
    started: float = 0.0
    false_starts: int = 0
    due: float = 0.0


def end_with_parent(sign: int = signal.SIGTERM) -> None:
    """Ask the kernel to signal this process when its parent is gone (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(sign))


class Supervisor:
    def __init__(self, parts: list[Part], *, say: Say) -> None:
        self.parts = parts
        self.say = say

    def run(self) -> int:
        """Keep the parts running until told to stop; return the exit status."""
        signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
        try:
            while True:
                self._start_what_is_due()
                received = signal.sigtimedwait(WATCHED, self._until_next_start())
                if received and received.si_signo != signal.SIGCHLD:
                    self.say("Stopping …")
                    return 0
                if not self._bury_the_dead():
                    return 1
        finally:
            self._stop_all()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)

    def _start_what_is_due(self) -> None:
        for part in self.parts:
            if not part.pid and part.due <= time.monotonic():
                part.pid, part.started = self._fork(part), time.monotonic()

    def _fork(self, part: Part) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            os.setpgid(0, 0)
            end_with_parent()
            if os.getppid() != parent:  # it went before we could ask
                return os._exit(0)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
            part.run()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException:  # noqa: BLE001 - the last chance to say why the process ends
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _until_next_start(self) -> float:
        waits = [part.due - time.monotonic() for part in self.parts if not part.pid]
        return max(0.0, min([1.0, *waits]))

    def _bury_the_dead(self) -> bool:
        """Note which parts have died and when to start them again; False to give up."""
        for part in self.parts:
            if not part.pid or not self._is_dead(part):
                continue
            lived = time.monotonic() - part.started
            part.false_starts = part.false_starts + 1 if lived < SETTLED_SECONDS else 0
            self._end_group(part, signal.SIGKILL)
            part.pid = 0
            if part.false_starts >= MOST_FALSE_STARTS:
                self.say(f"The {part.name} does not start; its messages above say why. Stopping.")
                return False
            pause = 2**part.false_starts - 1
            part.due = time.monotonic() + pause
            self.say(f"The {part.name} stopped by itself; starting it again.")
        return True

    def _is_dead(self, part: Part) -> bool:
        return os.waitpid(part.pid, os.WNOHANG)[0] != 0

    def _stop_all(self) -> None:
        running = [part for part in self.parts if part.pid]
        for part in running:
            self._signal(part.pid, signal.SIGTERM)
        end = time.monotonic() + GRACE_SECONDS
        while running and time.monotonic() < end:
            running = [part for part in running if not self._is_dead(part)]
            signal.sigtimedwait({signal.SIGCHLD}, 0.1)
        for part in running:
            self.say(f"The {part.name} takes too long; it is ended.")
            self._end_group(part, signal.SIGKILL)
            os.waitpid(part.pid, 0)
        for part in self.parts:
            self._end_group(part, signal.SIGKILL)
            part.pid = 0

    def _end_group(self, part: Part, sign: int) -> None:
        """Signal what is left of a part: its own children, too."""
        if part.pid:
            try:
                os.killpg(part.pid, sign)
            except (ProcessLookupError, PermissionError):
                return

    def _signal(self, pid: int, sign: int) -> None:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
