"""The independent client `scim2` tries everything it knows against the running server."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.people.scim.conftest import Directory, token_for

SCIM2 = Path(sys.executable).with_name("scim2")


@pytest.mark.django_db(transaction=True)
def test_the_independent_client_finds_no_error(live_server, settings, world):
    settings.BASE_URL = live_server.url
    _token, secret = token_for(world.supplier, world.administrator)
    assert Directory(secret).get("Schemas").status_code == 200  # is awake: it waits 5 seconds only
    command = [SCIM2, "--url", f"{live_server.url}/scim/v2"]
    command += ["--header", f"Authorization: Bearer {secret}", "test"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=600)

    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "SUCCESS" in said
    assert "ERROR" not in said
    assert "CRITICAL" not in said
