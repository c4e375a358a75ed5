"""A language model that only sorts: it knows the matter of a text from a function."""

import json
import re
from collections.abc import Callable

from interview_engine.llm import Completion, CompletionRequest, ModelError, ModelFailure

GROUP = re.compile(r"(Group|Theme) (\d+)\n((?:- .*\n?)+)")
STATEMENT = re.compile(r"Statement (\d+): (.*)")


class Sorter:
    """Sorts groups and statements by what ``matter`` says of their first quote; empty: it is none that others are."""

    name = "sorter"

    def __init__(self, matter: Callable[[str], str]) -> None:
        self.matter = matter
        self.requests: list[CompletionRequest] = []

    async def complete(self, request: CompletionRequest) -> Completion:
        self.requests.append(request)
        text = request.messages[-1].content
        if "Group 1" not in text and "<statements>" not in text:
            raise ModelError(ModelFailure.UNREACHABLE, "it only sorts")
        groups = {
            int(number): self.matter(quotes.splitlines()[0].removeprefix("- "))
            for _, number, quotes in GROUP.findall(text)
        }
        if "<statements>" in text:
            places = {matter: number for number, matter in groups.items()}
            placed = [
                {"statement": int(number), "theme": places.get(self.matter(words), 0)}
                for number, words in STATEMENT.findall(text)
            ]
            return Completion(json.dumps({"placed": placed}), self.name)
        found: dict[str, list[int]] = {}
        for number, matter in groups.items():
            found.setdefault(matter, []).append(number)
        found.pop("", None)
        matters = [{"groups": numbers} for numbers in found.values() if len(numbers) > 1]
        return Completion(json.dumps({"matters": matters}), self.name)
