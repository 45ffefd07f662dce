"""What the whole embedded stack holds in memory when nobody asks for anything."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.rows import plain_row
from tests.bench.server import family, free_port, wait_for

SETTLES = 20


def forget_peak() -> None:
    """What this process held before is not what is measured; see proc_pid_clear_refs(5)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    """The most memory that this process has held, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def idle_memory() -> None:
    """Web server, worker and clock on SQLite: memory that several share counts once."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "TEST_VAR": folder,
            "DJANGO_SETTINGS_MODULE": "tests.embedded_settings",
        }
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True)
        port = free_port()
        process = subprocess.Popen(
            [*manage, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(port)
            time.sleep(SETTLES)
            mib = sum(map(_proportional_kib, family(process.pid))) / 1024
        finally:
            process.terminate()
            process.wait(30)
    plain_row("idle memory, embedded", f"{mib:.0f} MiB", "web server, worker and clock")


def _proportional_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
