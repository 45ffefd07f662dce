"""`manage.py serve` with a lease of three seconds, so that tests need not wait long."""

import sys
from datetime import timedelta

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from lms import outbox

    outbox.LEASE = timedelta(seconds=3)
    call_command("serve", port=int(sys.argv[1]))


if __name__ == "__main__":
    main()
