"""Structured logs. They carry request and interview ids, never a participant's words or a secret."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_NEVER_LOGGED = frozenset(
    {
        "text",
        "answer",
        "message_text",
        "password",
        "token",
        "key",
        "api_key",
        "secret",
        "cookie",
        "authorization",
        "body",
    }
)


def _drop_private(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in _NEVER_LOGGED & event.keys():
        event[name] = "[not logged]"
    return event


def configure_logging(*, log_format: str, level: str) -> None:
    """Send structlog and the standard library's loggers through one chain to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _drop_private,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info if log_format == "json" else _keep,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in (
        "httpx",
        "httpx2",
        "httpcore",
        "openai",
        "sentence_transformers",
        "weasyprint",
        "fontTools",
        "dbos",
        "alembic",
    ):
        logging.getLogger(name).setLevel(logging.WARNING)
    # What it warns of is a file that somebody sent, quoted; whoever sent it is told in our words.
    logging.getLogger("pypdf").setLevel(logging.ERROR)


def _keep(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return event


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
