"""The load: many participants at once over keep-alive HTTP, in a process of its own on asyncio's bare streams.

``python benchmarks/_load.py ORDER RESULT``: two JSON files. The order names ``port``, ``participants`` and either
``link`` with ``interviews`` (each participant holds so many, one after the other) or ``requests`` (to the bare
endpoint, together). The result has the milliseconds of each request, the seconds of all and when they began, the
errors, and, by interview, the answers that were sent and accepted.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

ANSWERS = (
    "The import failed three times before somebody from support looked at the file with us and found the encoding.",
    "We had planned a week for the setup and it took six, mostly because the permissions had to be requested twice.",
    "My manager wanted the first dashboard on Monday, so I stayed late on Friday and built it from the example.",
    "Honestly the training session was the turning point, Marta showed us her own reports and it finally made sense.",
    "I was frustrated because nobody told us that the old exports would stop working after the migration.",
    "The naïve approach worked in the end: we copied the spreadsheet, column by column, into the new form ✅",
    "Support answered within an hour and stayed on the line until the connector was green, that was a relief.",
    "People in the warehouse still keep paper lists, since the scanner logs them out whenever they walk to the dock.",
    "What surprised me was how quickly the sales team picked it up once the numbers matched their own.",
    "I got stuck on the page with the roles, guessed, and locked out two colleagues for a whole afternoon.",
    "Our accountant double-checked every invoice by hand for a month since she did not trust the totals.",
)
MOST_TURNS = 80
"""No interview is longer."""


class Connection:
    """HTTP/1.1 requests on one connection, one after the other."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def request(self, method: str, path: str, content: dict[str, Any] | None = None) -> tuple[int, Any]:
        """The status and the JSON of the answer."""
        body = json.dumps(content).encode() if content is not None else b""
        if self._streams is None or self._streams[0].at_eof():
            # Servers close connections on which nothing was said for a while.
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(
            f"{method} {path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        _, _, length = head.partition(b"content-length:")
        received = await reader.readexactly(int(length.split(b"\r\n")[0] or 0))
        return int(head[9:12]), json.loads(received or b"null")

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


class Load:
    """What all participants share: when they may begin, and what came of it."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order
        self.milliseconds: list[float] = []
        self.errors: list[str] = []
        self.sent: dict[str, list[str]] = {}
        self._waiting = 0
        self._ready = asyncio.Event()
        self.began = self.began_at = 0.0

    async def together(self) -> None:
        """Wait until every participant is ready: the clock runs while all of them are there."""
        self._waiting += 1
        if self._waiting == self.order["participants"]:
            self.began, self.began_at = time.perf_counter(), time.time()
            self._ready.set()
        await self._ready.wait()

    async def timed(self, connection: Connection, path: str, content: dict[str, Any]) -> Any:
        """One measured POST; None, and an error on the list, when it was not accepted."""
        started = time.perf_counter()
        status, answer = await connection.request("POST", path, content)
        if status not in {200, 201}:
            self.errors.append(f"{status} {answer}")
            return None
        self.milliseconds.append((time.perf_counter() - started) * 1000)
        return answer


async def hold_interviews(load: Load, number: int) -> None:
    connection = Connection(load.order["port"])
    begun = []
    for turn in range(load.order["interviews"]):
        key = f"{load.order['name']}-participant-{number}-{turn}"
        _, started = await connection.request("POST", f"/s/{load.order['link']}", {"start_key": key})
        begun.append((started["url"], (await connection.request("GET", f"{started['url']}/messages"))[1]))
    await load.together()
    for path, state in begun:
        await hold_interview(load, connection, path, state, number)
    connection.close()


async def hold_interview(load: Load, connection: Connection, path: str, state: Any, number: int) -> None:
    sent = load.sent[path.rpartition("/")[2]] = []
    for turn in range(MOST_TURNS):
        if state is None or state["ended"]:
            return
        text = f"{ANSWERS[(number + turn) % len(ANSWERS)]} (participant {number}, answer {turn})"
        state = await load.timed(connection, f"{path}/answers", {"text": text, "reply_to": state["reply_to"]})
        if state is not None:
            sent.append(text)
    load.errors.append("an interview did not end")


async def send_rows(load: Load, number: int) -> None:
    connection = Connection(load.order["port"])
    await connection.request("GET", "/ready")
    await load.together()
    for turn in range(load.order["requests"] // load.order["participants"]):
        text = f"{ANSWERS[(number + turn) % len(ANSWERS)]} (participant {number}, answer {turn})"
        await load.timed(connection, "/rows", {"text": text})
    connection.close()


async def run(order: dict[str, Any]) -> dict[str, Any]:
    load = Load(order)
    participant = hold_interviews if "link" in order else send_rows
    async with asyncio.TaskGroup() as group:
        for number in range(order["participants"]):
            group.create_task(participant(load, number))
    return {
        "began": load.began_at,
        "seconds": time.perf_counter() - load.began,
        "milliseconds": load.milliseconds,
        "errors": load.errors,
        "sent": load.sent,
    }


if __name__ == "__main__":
    found = asyncio.run(run(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
