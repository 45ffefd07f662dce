"""A worker, or one who completes a programme, as a process of its own that a test may kill.

`python -m tests.certificates.press complete`, or `… work`. With STOP_AT the worker writes the file
`stopped` and waits to be killed: `drawing` before there is a PDF, `commit` when its file is written
and the row is not.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

VAR = Path(os.environ["TEST_VAR"])


def main() -> None:
    for folder in ("queue", "control"):
        (VAR / folder).mkdir(exist_ok=True)
    django.setup()
    {"complete": complete, "work": work}[sys.argv[1]]()


def complete() -> None:
    from tests.factories import EnrolmentFactory

    EnrolmentFactory(completed=True)


def work() -> None:
    from certificates import pdf
    from certificates.models import Certificate
    from lms import outbox
    from lms.celery import app

    outbox.LEASE = timedelta(seconds=3)
    stop_at = os.environ.get("STOP_AT")
    if stop_at == "drawing":
        pdf.draw = stop
    elif stop_at == "commit":
        Certificate.save = stop
    beat = ["--beat", "--schedule", str(VAR / "beat")]
    app.worker_main(["worker", "--pool", "solo", "--loglevel", "error", *beat])


def stop(*args: object, **kwargs: object) -> bytes:
    (VAR / "stopped").write_text("here")
    time.sleep(60)
    return b"never reached"


if __name__ == "__main__":
    main()
