"""Interviews held over the HTTP interface that people use, with simulated participants."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from app.errors import SetupProblem
from app.studies.sample import MOST_TURNS
from interview_engine.simulation import PlayedParticipant, Said, SimulatedParticipant

Person = SimulatedParticipant | PlayedParticipant
AT_ONCE = 8
_LONGEST_WAIT_SECONDS = 120
_MOST_WAITS = 10


def client_for(address: str) -> httpx.AsyncClient:
    """A client of the server at ``address``, which answers it in JSON."""
    return httpx.AsyncClient(base_url=address, headers={"Accept": "application/json"}, timeout=60, trust_env=False)


async def hold_all(
    client: httpx.AsyncClient, talks: Sequence[tuple[str, Person]], *, hear: Callable[[Said], None] | None = None
) -> int:
    """Hold each interview, given by its path, with its participant, a few at a time; returns the messages in all.

    ``hear`` is told what those say whom a model plays. Raises SetupProblem when the server refuses.
    """
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(path: str, person: Person) -> int:
        async with slots:
            return await _hold(client, path, person, hear)

    return sum(await asyncio.gather(*(one(path, person) for path, person in talks)))


async def _hold(client: httpx.AsyncClient, path: str, person: Person, hear: Callable[[Said], None] | None) -> int:
    state = await ask(client, "GET", f"{path}/messages")
    last = state["messages"][-1]
    for _ in range(MOST_TURNS):
        if state["reply_to"] is None:
            break
        match person:
            case PlayedParticipant():
                said = await person.answer(last["text"])
                text = said.text
                if hear:
                    hear(said)
            case SimulatedParticipant():
                text = person.answer(last["text"])
        action = "answers" if text.strip() else "skip"
        state = await ask(client, "POST", f"{path}/{action}", {"text": text, "reply_to": state["reply_to"]})
        last = state["messages"][-1]
    return int(last["seq"]) + 1


async def ask(
    client: httpx.AsyncClient, method: str, path: str, sent: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """The JSON that the server answers; a server that wants fewer requests is given the time it asks for.

    Raises SetupProblem when it does not answer, or not with success.
    """
    for _ in range(_MOST_WAITS):
        try:
            response = await client.request(method, path, json=sent)
        except httpx.TransportError as error:
            raise SetupProblem(
                f"The server at {client.base_url} does not answer ({type(error).__name__}).",
                "Check that it runs, and its address.",
            ) from error
        if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
            break
        await asyncio.sleep(min(_LONGEST_WAIT_SECONDS, int(response.headers.get("Retry-After", "5"))))
    if not response.is_success:
        # The path holds the interview's link, which is not to be printed.
        raise SetupProblem(
            f"The server at {client.base_url} answered an interview with status {response.status_code}.",
            "Check that it is this installation's server and of this version.",
        )
    found: dict[str, Any] = response.json()
    return found
