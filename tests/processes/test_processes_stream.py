"""A turn over a real connection: the first sentence before the second is written, and a reader who goes away."""

import asyncio
import json
import sqlite3
import time
from pathlib import Path

import httpx

from tests.browserlike import Visitor
from tests.server import serving
from tests.slow_model import FIRST, SECOND, WORDS, slow_model

LINES = {"accept": "application/x-ndjson"}


async def begun(address: str) -> str:
    """The path of an interview that has just begun."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        visitor = Visitor(client)
        await visitor.sign_up("ada@example.org")
        link = await visitor.publish(await visitor.new_study())
        await visitor.get(link)
        return str((await visitor.submit(link)).url.path)


def stored(folder: Path) -> list[tuple[int, str]]:
    with sqlite3.connect(folder / "data" / "verbatim.sqlite3") as connection:
        found = connection.execute("SELECT seq, text FROM message ORDER BY seq").fetchall()
    connection.close()
    return found


async def test_sentences_come_as_they_are_written_and_a_reader_who_leaves_loses_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        path = await begun(address)
    with (
        slow_model() as model,
        serving(tmp_path, llm_base_url=model.base_url, llm_model="slow") as address,
    ):
        async with (
            httpx.AsyncClient(base_url=address, timeout=30) as client,
            client.stream("POST", f"{path}/answers", json={"text": WORDS, "reply_to": 0}, headers=LINES) as response,
        ):
            assert response.status_code == 201
            lines = response.aiter_lines()
            assert json.loads(await anext(lines)) == {"stored": True, "seq": 1, "edition": 0}
            assert [seq for seq, _ in stored(tmp_path)] == [0, 1]
            assert json.loads(await anext(lines)) == {"sentence": FIRST}
            assert not model.go_on.is_set(), "the second sentence is not written yet"
        # The connection is closed in the middle of the reply.
        await asyncio.sleep(0.3)
        model.go_on.set()
        deadline = time.monotonic() + 10
        while len(stored(tmp_path)) < 3:
            assert time.monotonic() < deadline, "the reply was not stored"
            await asyncio.sleep(0.05)
        assert stored(tmp_path)[2] == (2, f"{FIRST} {SECOND}")
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            state = (await client.get(f"{path}/messages")).json()
        assert state["reply_to"] == 2
        assert len(model.asked) == 1
