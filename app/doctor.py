"""What this machine has and lacks, and what to do about each."""

import ctypes.util
import importlib.util
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from app.errors import AppError, DataFolderLocked
from app.settings import Settings

_SECONDS = 5.0


class Verdict(StrEnum):
    OK = "ok"
    OPTIONAL = "--"
    BROKEN = "NO"


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    verdict: Verdict
    finding: str
    advice: str = ""

    @property
    def mark(self) -> str:
        return f"[{self.verdict.value}]"

    @property
    def broken(self) -> bool:
        return self.verdict is Verdict.BROKEN


def examine(settings: Settings) -> Iterator[Check]:
    """Run every check, one after the other; none raises."""
    checks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("Pango (PDF reports)", _pango),
        ("Fonts", _fonts),
        ("Embedding model", lambda: _weights(settings)),
        ("Data folder", lambda: _data_folder(settings)),
        ("Database", lambda: _database(settings)),
        ("Language model", lambda: _language_model(settings)),
        ("Mail", lambda: _mail(settings)),
    )
    for name, check in checks:
        try:
            yield check()
        except AppError as error:
            yield Check(name, Verdict.BROKEN, error.detail, error.hint)
        except Exception as error:  # noqa: BLE001 - a doctor that stumbles over one patient sees the next
            yield Check(name, Verdict.BROKEN, f"{type(error).__name__}: {error}")


def _pango() -> Check:
    name = "Pango (PDF reports)"
    missing = [
        library
        for library in ("pango-1.0", "pangoft2-1.0", "harfbuzz", "fontconfig")
        if ctypes.util.find_library(library) is None
    ]
    if missing:
        return Check(
            name,
            Verdict.BROKEN,
            f"missing system libraries: {', '.join(missing)}",
            "Debian/Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
            "Fedora: dnf install pango; macOS: brew install pango.",
        )
    return Check(name, Verdict.OK, "found")


def _fonts() -> Check:
    from analysis.reporting.fonts import installed_fonts  # noqa: PLC0415 - only a doctor's visit needs it

    families = installed_fonts()
    if not families:
        return Check(
            "Fonts", Verdict.BROKEN, "no font at all is installed", "Debian/Ubuntu: apt-get install fonts-dejavu-core."
        )
    return Check("Fonts", Verdict.OK, f"{families} installed")


def _weights(settings: Settings) -> Check:
    from analysis.embedding import SentenceTransformerEmbedder  # noqa: PLC0415 - see above

    name = "Embedding model"
    if importlib.util.find_spec("torch") is None:
        return Check(name, Verdict.BROKEN, "PyTorch is not installed", "Run `make install`.")
    embedder = SentenceTransformerEmbedder(settings.embedding_model or None)
    embedder.embed(["ready"])
    found = f"{embedder.name}, {embedder.dimension} dimensions"
    if embedder.slower_because:
        return Check(
            name,
            Verdict.OPTIONAL,
            f"{found}; run by PyTorch, slower and larger, because ONNX Runtime cannot: {embedder.slower_because}",
            "Run `make install`, and let this user write to its cache folder (XDG_CACHE_HOME).",
        )
    return Check(name, Verdict.OK, found)


def _data_folder(settings: Settings) -> Check:
    from app.data_folder import locked  # noqa: PLC0415 - see above

    if not settings.embedded:
        return Check("Data folder", Verdict.OPTIONAL, "not used with PostgreSQL")
    try:
        with locked(settings.data):
            return Check("Data folder", Verdict.OK, str(settings.data))
    except DataFolderLocked:
        return Check("Data folder", Verdict.OK, f"{settings.data}, in use by a running Verbatim")


def _database(settings: Settings) -> Check:
    from app.migrate import current_and_newest  # noqa: PLC0415 - see above

    kind = "SQLite" if settings.embedded else "PostgreSQL"
    current, newest = current_and_newest(settings)
    if current == newest:
        return Check("Database", Verdict.OK, f"{kind}, revision {newest}")
    if settings.embedded:
        return Check("Database", Verdict.OK, f"{kind}, will be brought to revision {newest} at the next start")
    return Check(
        "Database",
        Verdict.BROKEN,
        f"{kind} is at revision {current or 'none'}, not {newest}",
        "Run `verbatim migrate`.",
    )


def _language_model(settings: Settings) -> Check:
    name = "Language model"
    if not settings.model_configured:
        return Check(
            name,
            Verdict.OPTIONAL,
            "none; the offline implementations serve",
            "Set VERBATIM_LLM_BASE_URL and VERBATIM_LLM_MODEL (VERBATIM_LLM_API_KEY too, if it wants one).",
        )
    import asyncio  # noqa: PLC0415 - see above

    from app.main import configured_model  # noqa: PLC0415
    from interview_engine.llm import ChatMessage, CompletionRequest, ModelError, Role  # noqa: PLC0415

    model = configured_model(settings)
    assert model is not None
    try:
        completion = asyncio.run(
            model.complete(CompletionRequest((ChatMessage(Role.USER, "Answer with the word ready."),), max_tokens=10))
        )
    except ModelError as error:
        return Check(
            name,
            Verdict.BROKEN,
            f"{settings.llm_model} at {settings.llm_base_url}: {error}",
            "Check the address, the key and the model's name; until then the offline implementations serve.",
        )
    return Check(name, Verdict.OK, f"{completion.model} answers")


def _mail(settings: Settings) -> Check:
    url = settings.smtp_url.get_secret_value()
    if not url:
        return Check("Mail", Verdict.OPTIONAL, "none configured", "Set VERBATIM_SMTP_URL when mail is to be sent.")
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        return Check("Mail", Verdict.BROKEN, "VERBATIM_SMTP_URL is not smtp://user:password@host:port")
    try:
        with _connect(parts.scheme, parts.hostname, parts.port) as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Check(
            "Mail", Verdict.BROKEN, f"{parts.hostname}: {type(error).__name__}", "Check the address, user and password."
        )
    return Check("Mail", Verdict.OK, f"{parts.hostname} accepts us")


def _connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(host, port or 587, timeout=_SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    return server
