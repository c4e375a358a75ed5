"""On which websites a study's participant pages may be shown inside another page."""

import re
from uuid import UUID

from app.db import Database, Scope
from app.errors import InvalidInput
from app.studies.plans import study_row

MOST_SITES = 10
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
_SITE = re.compile(rf"https://(?:\*\.)?{_HOST}(?::[0-9]{{1,5}})?|http://(?:localhost|127\.0\.0\.1)(?::[0-9]{{1,5}})?")
"""An origin as a Content-Security-Policy takes it, and nothing that could say more in one."""


class WebsiteService:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def sites(self, scope: Scope, study_id: UUID) -> tuple[str, ...]:
        """Raises NotFound."""
        async with self._database.read(scope) as session:
            return read_sites((await study_row(session, study_id)).embed_sites)

    async def allow(self, scope: Scope, study_id: UUID, text: str) -> None:
        """Let the sites named in ``text``, one a line, show the study; none when it is empty.

        Raises NotFound, InvalidInput.
        """
        sites = tuple(dict.fromkeys(_site(line) for line in text.split()))
        if len(sites) > MOST_SITES:
            raise InvalidInput(f"At most {MOST_SITES} websites fit.", "Use https://*.example.com for several.")
        async with self._database.write(scope) as session:
            (await study_row(session, study_id)).embed_sites = "\n".join(sites)


def read_sites(stored: str) -> tuple[str, ...]:
    return tuple(stored.split())


def _site(line: str) -> str:
    """``HTTPS://Example.com/`` -> ``https://example.com``. Raises InvalidInput."""
    scheme, separator, rest = line.lower().rstrip("/").partition("://")
    try:
        host = "" if rest.isascii() else rest.encode("idna").decode()
    except UnicodeError:
        host = ""
    site = f"{scheme}{separator}{host or rest}"
    if not _SITE.fullmatch(site):
        raise InvalidInput(
            f"{line[:100]!r} is not the address of a website.",
            "Write it as https://www.example.com, without a path; https://*.example.com stands for all below it.",
            field="sites",
        )
    return site
