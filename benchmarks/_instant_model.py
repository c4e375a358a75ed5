"""A model server that answers at once: OpenAI's chat completions, every time a fresh question for the probe schema.

Run as ``python benchmarks/_instant_model.py PORT``. ``GET /calls`` tells how often it was asked. It is written on
asyncio's bare protocol so that it takes as little as possible of the machine that is being measured.
"""

import asyncio
import json
import re
import sys

_OPENINGS = (
    "What happened",
    "How did things unfold",
    "What was it like for you",
    "How did you go about it",
    "What did you do",
    "How did your colleagues go about it",
    "What changed",
)
_MIDDLES = (
    "while you were trying to finish the setup",
    "after that morning with the import",
    "once the first people started working with it",
    "between the first call and the first report",
    "during the week that you describe",
    "before anybody could help you",
    "on the day you looked at the numbers again",
    "as the team waited for an answer",
    "while the rest of the office went on as before",
    "when you opened it for the second time",
    "after you had asked around",
)
_ENDS = (
    "from your side?",
    "step by step?",
    "in your own words?",
    "at your desk?",
    "for the people around you?",
    "until the end of that day?",
    "in practice?",
    "from start to end?",
    "where you sat?",
    "with everything else going on?",
    "as far as you remember it?",
    "seen from today?",
    "in that moment?",
)


_PHRASE = re.compile(rb'piece of the answer: \\"(.+?)\\"\\n')


def question(number: int, phrase: str) -> str:
    """A question about ``phrase``; neighbours differ in all other parts, so no two of an interview sound alike."""
    opening, middle, end = (parts[number % len(parts)] for parts in (_OPENINGS, _MIDDLES, _ENDS))
    return f'{opening} with "{phrase}" {middle} {end}' if phrase else f"{opening} {middle} {end}"


class InstantModel(asyncio.Protocol):
    """One keep-alive connection."""

    calls = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._read = b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end].lower()
            _, _, length = head.partition(b"content-length:")
            whole = end + 4 + int(length.split(b"\r\n")[0] or 0)
            if len(self._read) < whole:
                return
            asked, self._read = self._read[end:whole], self._read[whole:]
            self._transport.write(_response(_calls() if head.startswith(b"get") else _completion(asked)))


def _calls() -> bytes:
    return json.dumps({"calls": InstantModel.calls}).encode()


def _completion(asked: bytes) -> bytes:
    InstantModel.calls += 1
    found = _PHRASE.search(asked)
    phrase: str = json.loads(b'"' + found[1] + b'"') if found else ""
    return json.dumps(
        {
            "id": f"chatcmpl-{InstantModel.calls}",
            "object": "chat.completion",
            "created": 0,
            "model": "instant",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {
                        "role": "assistant",
                        "content": json.dumps({"question": question(InstantModel.calls, phrase)}),
                    },
                }
            ],
            "usage": {"prompt_tokens": 300, "completion_tokens": 20, "total_tokens": 320},
        }
    ).encode()


def _response(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(InstantModel, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
