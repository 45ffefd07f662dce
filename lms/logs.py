"""The log: one event a line, with the request's id; JSON in production, plain words in development.

Nothing personal: no addresses, no names, no form values. What an error says is left out, because it
may quote what a person wrote; its kind and the lines it passed through are enough to find it.
"""

import traceback
from logging import Filter, LogRecord
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None]

# Loggers of others that speak of every request, in words with addresses in them.
TOO_TALKATIVE = {
    "django.request": "ERROR",
    "django.server": "ERROR",
    "gunicorn.access": "CRITICAL",
    "kombu.connection": "ERROR",
}


def where_it_broke(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace an exception by its kind and its way through the code."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


class WithoutAddress(Filter):
    """Django tells the address of a request that went wrong: it is told by its route instead.

    Addresses hold codes and uuids of people's things, and what they read.
    """

    def filter(self, record: LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", "")
        if path:
            match = getattr(request, "resolver_match", None)
            route = match.route if match else "(no route)"
            said = record.getMessage()
            for told in (path, path.encode("unicode_escape").decode("ascii")):
                said = said.replace(told, route) if told != "/" else said
            record.msg, record.args = said, None
        return True


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
]


def logging(*, as_json: bool) -> dict[str, object]:
    """Django's LOGGING: everything through one formatter to the standard error stream."""
    endings: list[Any] = (
        [structlog.processors.format_exc_info, structlog.dev.ConsoleRenderer(colors=False)]
        if not as_json
        else [structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    middle = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [*([where_it_broke] if as_json else []), *middle, *endings],
            }
        },
        "filters": {"without_address": {"()": WithoutAddress}},
        "handlers": {
            "stream": {
                "class": "logging.StreamHandler",
                "formatter": "events",
                "filters": ["without_address"],
            }
        },
        "root": {"handlers": ["stream"], "level": "INFO" if as_json else "WARNING"},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            **{name: {"level": level} for name, level in TOO_TALKATIVE.items()},
        },
    }


def configure() -> None:
    """Let structlog hand over to the standard library, where all loggers meet."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
