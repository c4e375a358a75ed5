"""Live pages: what the streams send, when they end, and one over a real connection."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.response.sse import ServerSentEventMessage

from app.errors import NotFound
from app.pages import live as live_module
from app.pages.live import Update, _messages
from tests.app.site import eventually
from tests.browserlike import Visitor
from tests.server import serving


def looking(*found: Update | None) -> Any:
    """A look that finds these in turn, then nothing; it notes what it is told was shown."""
    queue, told = list(found), []

    async def look(shown: object) -> Update | None:
        told.append(shown)
        return queue.pop(0) if queue else None

    look.told = told  # type: ignore[attr-defined] # for the test to read
    return look


async def collected(stream: AsyncGenerator[ServerSentEventMessage, None], count: int) -> list[ServerSentEventMessage]:
    messages = []
    async with aclosing(stream):
        async for message in stream:
            messages.append(message)
            if len(messages) == count:
                break
    return messages


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "POLL_SECONDS", 0.001)


async def test_a_stream_sends_each_version_once_and_ends_with_the_last() -> None:
    look = looking(
        Update(1, "<p>1</p>", "job"), None, Update(2, "<p>2</p>", "job"), Update(3, "done", "job", final=True)
    )
    messages = await collected(_messages(look), 10)
    assert [(message.event, message.data) for message in messages] == [
        ("job", "<p>1</p>"),
        ("job", "<p>2</p>"),
        ("job", "done"),
    ]
    assert look.told == [None, 1, 1, 2]


async def test_a_quiet_stream_says_that_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "PING_SECONDS", 0.01)
    messages = await asyncio.wait_for(collected(_messages(looking()), 2), 5)
    assert [message.comment for message in messages] == ["still here", "still here"]


async def test_no_stream_lives_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "LONGEST_SECONDS", 0.02)
    assert await asyncio.wait_for(collected(_messages(looking()), 10**9), 5) == []


async def test_a_stream_about_something_that_is_deleted_ends() -> None:
    async def look(shown: object) -> Update | None:
        if shown is None:
            return Update(1, "<p>1</p>", "job")
        raise NotFound("There is no such study.", "It may have been deleted.")

    messages = await asyncio.wait_for(collected(_messages(look), 10), 5)
    assert [message.data for message in messages] == ["<p>1</p>"]


async def events(client: httpx.AsyncClient, visitor: Visitor, path: str, heard: list[tuple[str, str]]) -> None:
    """Listen until the stream ends."""
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    async with client.stream("GET", path, headers={"cookie": cookie}, timeout=60) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        name, data = "", []
        async for line in stream.aiter_lines():
            if line.startswith("event:"):
                name = line.partition(":")[2].strip()
            elif line.startswith("data:"):
                data.append(line.partition(":")[2])
            elif not line and data:
                heard.append((name, "\n".join(data)))
                name, data = "", []


async def heard_about(heard: list[tuple[str, str]], words: str) -> None:
    async def heard_it() -> bool:
        return any(words in data for _, data in heard)

    await eventually(heard_it, seconds=20)


async def test_a_real_server_streams_an_interview_and_refuses_what_is_too_large(tmp_path: Path) -> None:
    """One process: a transcript appears while it is spoken; large bodies get their message, not a cut connection."""
    with serving(tmp_path, max_upload_mb=1) as address:
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            researcher, participant = Visitor(client), Visitor(client)
            await researcher.sign_up("ada@example.org")
            study = await researcher.new_study()
            link = await researcher.publish(study)
            await participant.get(link)
            path = (await participant.submit(link)).url.path
            await researcher.get(f"/studies/{study}")
            assert "No interviews yet" in researcher.page.text, "nobody has said anything"
            await participant.request("POST", f"{path}/answers", json={"text": "It was slow.", "reply_to": 0})
            await researcher.get(f"/studies/{study}")
            interview = re.search(rf"/studies/{study}/interviews/[0-9a-f-]{{36}}", researcher.page.text)
            assert interview

            in_list: list[tuple[str, str]] = []
            in_transcript: list[tuple[str, str]] = []
            listening = [
                asyncio.create_task(events(client, researcher, f"/studies/{study}/events", in_list)),
                asyncio.create_task(events(client, researcher, f"{interview[0]}/events", in_transcript)),
            ]
            await heard_about(in_transcript, "In progress")
            await participant.request(
                "POST", f"{path}/answers", json={"text": "It took <b>six</b> weeks.", "reply_to": 2}
            )
            await heard_about(in_transcript, "It took &lt;b&gt;six&lt;/b&gt; weeks.")
            await heard_about(in_list, "It took &lt;b&gt;six&lt;/b&gt; weeks.")
            assert {name for name, _ in in_list} == {"interviews"}
            await participant.request("POST", f"{path}/stop", data={})
            await asyncio.wait_for(listening[1], 20)
            assert "In progress" not in in_transcript[-1][1]
            listening[0].cancel()
            await asyncio.gather(*listening, return_exceptions=True)

            await researcher.get(f"/studies/{study}/import")
            page = await researcher.submit(
                "/import", files={"file": ("big.csv", b"answer\n" + b"too slow\n" * 340_000)}
            )
            assert page.status_code == 413
            assert "larger than 1 MB" in page.text
            await researcher.get(f"/studies/{study}/plan")
            page = await researcher.submit("/plan", {"description": "x" * 3_000_000})
            assert page.status_code == 413
            assert "larger than this server takes" in page.text
            late = await participant.request("POST", f"{path}/answers", data={"text": "x" * 3_000_000, "reply_to": "0"})
            assert late.status_code == 413
            assert "That is too long" in late.text
