"""The one way out: where the server does not go, whoever asks it to."""

import socket
import threading
import time

import pytest

from lms import outbound
from tests.providers.issuer import issuing

INSIDE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "224.0.0.1",
    "::1",
    "fe80::1%eth0",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::",
]


@pytest.fixture
def outside(settings):
    settings.MAY_CALL_INSIDE = False


def looked_up(monkeypatch, *found):
    """What the name service says, from the first to the last time it is asked."""
    answers = list(found)

    def ask(host, port, **kwargs):
        address = answers.pop(0)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    return answers


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_called(outside, monkeypatch, address):
    looked_up(monkeypatch, address)

    with outbound.Session() as session, pytest.raises(outbound.Refused):
        session.get("https://id.example.org/")


def test_a_name_with_one_address_inside_is_not_called(outside, monkeypatch):
    found = [(socket.AF_INET, 1, 6, "", (one, 443)) for one in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)

    with outbound.Session() as session, pytest.raises(outbound.Refused):
        session.get("https://id.example.org/")


def test_a_name_is_looked_up_once_and_that_address_is_called(outside, monkeypatch):
    """Rebinding: what would be said the second time is inside."""
    left = looked_up(monkeypatch, "203.0.112.9", "127.0.0.1")
    called = []

    def call(address, *args, **kwargs):
        called.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", call)
    with outbound.Session() as session, pytest.raises(outbound.requests.RequestException):
        session.get("https://id.example.org/")

    assert called == [("203.0.112.9", 443)]
    assert left == ["127.0.0.1"]


@pytest.mark.parametrize(
    "address",
    [
        "http://id.example.org/",
        "ftp://id.example.org/",
        "file:///etc/passwd",
        "https://user:password@id.example.org/",
        "https://",
        "https://[::1/",
        "https://id.example.org:99999/",
        "//id.example.org/",
        "",
    ],
)
def test_what_is_no_address_over_tls_is_not_called(outside, address):
    with pytest.raises(outbound.Refused):
        outbound.refuse_address(address)


def test_proxies_of_the_environment_are_not_asked(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with issuing() as issuer, outbound.Session() as session:
        assert session.get(f"{issuer.url}/keys").json()["keys"]


def test_no_answer_leads_elsewhere():
    with issuing() as issuer, outbound.Session() as session:
        issuer.raw = {"/keys": f"{issuer.url}/me".encode()}
        with pytest.raises(outbound.TooMuch):
            session.get(f"{issuer.url}/keys")
        assert issuer.asked == ["/keys"]


def test_no_answer_is_longer_than_what_we_read():
    with issuing() as issuer, outbound.Session() as session:
        issuer.raw = {"/keys": b"x" * (outbound.MOST_BYTES + 1)}
        with pytest.raises(outbound.TooMuch):
            session.get(f"{issuer.url}/keys")


def test_an_answer_that_drips_is_given_up(monkeypatch):
    monkeypatch.setattr(outbound, "LONGEST_SECONDS", 0.3)
    monkeypatch.setattr(outbound, "AT_ONCE", 1)
    listening = socket.create_server(("127.0.0.1", 0))

    def drip():
        caller, _ = listening.accept()
        with caller:
            caller.recv(4096)
            caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            for _ in range(50):
                try:
                    caller.sendall(b"x")
                except OSError:
                    return
                time.sleep(0.05)

    thread = threading.Thread(target=drip)
    thread.start()
    began = time.monotonic()
    with outbound.Session() as session, pytest.raises(outbound.TooMuch):
        session.get(f"http://127.0.0.1:{listening.getsockname()[1]}/")
    thread.join()
    listening.close()

    assert time.monotonic() - began < 2
