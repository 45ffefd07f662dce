"""Daylight in one command: the web server and the worker with its clock, kept running."""

import gc
import os
import signal
import socket
import warnings
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from celery.beat import Scheduler
from celery.beat import Service as Clock
from celery.platforms import SecurityWarning
from celery.signals import worker_ready
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication

from lms import wsgi
from lms.celery import app
from lms.demo import logins
from lms.supervisor import Part, Supervisor

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 50


class Command(BaseCommand):
    help = "Run Daylight: web server, worker and clock. Ctrl+C stops it."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host",
            default=LOOPBACK,
            help="address to listen on; other than this machine's own only in production",
        )
        parser.add_argument(
            "--port", type=int, help=f"port; without it {FIRST_PORT}, or the next that is free"
        )
        parser.add_argument("--threads", type=int, default=8, help="requests answered at once")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if settings.IS_DEMO and host not in {LOOPBACK, "localhost", "::1"}:
            raise CommandError(
                "The demo's passwords are known to everybody, so it only listens on this machine "
                f"({LOOPBACK}). For other machines use lms.settings.production."
            )
        port = _port(host, port)
        be_found_at(host, port)
        self._greet(host, port)
        # Loaded once, here; then forked, so that the parts share the memory.
        get_resolver().url_patterns  # noqa: B018 - reading it loads all views
        connections.close_all()
        gc.collect()
        gc.freeze()
        supervisor = Supervisor(
            [
                Part("web server", _web(host, port, options["threads"])),
                Part("worker", _worker),
            ],
            say=self._say,
        )
        if status := supervisor.run():
            raise SystemExit(status)
        self._say("Stopped.")

    def _greet(self, host: str, port: int) -> None:
        self._say("")
        self._say(f"  Daylight runs at  http://{host}:{port}/")
        if settings.IS_DEMO:
            for line in logins.listing():
                self._say(f"    {line}")
        self._say("  Ctrl+C stops it.")
        self._say("")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def be_found_at(host: str, port: int) -> None:
    """The demo's own address, which certificates and mails carry, is known only now."""
    if settings.IS_DEMO:
        settings.BASE_URL = f"http://{host}:{port}"


def _port(host: str, wished: int | None) -> int:
    """The wished port if it is free, or the first free one. Raises CommandError."""
    if wished is not None and not _is_free(host, wished):
        raise CommandError(
            f"Port {wished} is already in use. Choose another: make run PORT=…, or serve --port."
        )
    candidates = [wished] if wished else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    port = next((port for port in candidates if _is_free(host, port)), None)
    if port is None:
        raise CommandError(f"No free port from {FIRST_PORT} on. Say which one with --port.")
    return port


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class _Web(BaseApplication):
    """gunicorn around our application, told everything here and nothing by files."""

    def __init__(self, options: dict[str, object]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        return wsgi.application


def _web(host: str, port: int, threads: int) -> Callable[[], None]:
    memory = Path("/dev/shm")  # noqa: S108 - where a worker's heartbeat does not wait for a disk
    options: dict[str, object] = {
        "bind": [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"],
        "worker_class": "gthread",
        "workers": 1,
        "threads": threads,
        "keepalive": 15,
        "timeout": 60,
        "graceful_timeout": 12,
        # One line a request is written by lms.middleware, without anybody's address.
        "accesslog": None,
        "loglevel": "warning",
        "control_socket_disable": True,
        "worker_tmp_dir": str(memory) if os.access(memory, os.W_OK) else None,
    }
    return lambda: _Web(options).run()


def _worker() -> None:
    # In a container everybody is root; the queue holds nothing but ids (CELERY_ACCEPT_CONTENT).
    warnings.filterwarnings("ignore", category=SecurityWarning)
    worker_ready.connect(_start_the_clock)
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
    app.worker_main(["--quiet", "worker", "--pool=prefork", "--concurrency=1", *quiet])


def _start_the_clock(**kwargs: Any) -> None:
    """The clock ticks in a thread of the worker: a process of its own would cost 40 MiB."""
    Thread(target=_tick, name="clock", daemon=True).start()


def _tick() -> None:
    try:
        Clock(app, scheduler_cls=Scheduler).start()
    finally:  # a worker without a clock is of no use: the supervisor starts both again
        os.kill(os.getpid(), signal.SIGTERM)
