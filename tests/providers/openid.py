"""An OpenID provider that nobody here wrote, as a process on a port of this machine."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.providers import free_port, wait_for


@contextmanager
def open_id(*users: dict[str, object]) -> Iterator[str]:
    """Its issuer; each user is her claims, with `sub`."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    claims = [part for user in users for part in ("--user-claims", json.dumps(user))]
    server = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "-n", "True", *claims],
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"{url}/.well-known/openid-configuration")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)
