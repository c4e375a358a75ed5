"""A model that reads questions: the plain ones as they are meant, any other as it is told."""

import json
import re
from collections.abc import Mapping

from interview_engine.llm import Completion, CompletionRequest, ModelError, ModelFailure

KNOWN: Mapping[str, Mapping[str, object]] = {
    "nerves": {"kind": "complaints"},
    "parking lot": {"kind": "how_many_people", "topic": "parking lot"},
    "really happy": {"kind": "praise"},
    "noise at night": {"kind": "how_many_people", "topic": "noise at night"},
    "one thing only": {"kind": "what_to_fix_first"},
    "opening hours": {"kind": "how_many_people", "topic": "opening hours"},
}


class QuestionReader:
    """Fills in ``form`` for what it does not know; ``asked`` holds what it was shown."""

    name = "reader"

    def __init__(self, form: Mapping[str, object], *, known: Mapping[str, Mapping[str, object]] = KNOWN) -> None:
        self.form, self.known = form, known
        self.asked: list[str] = []

    async def complete(self, request: CompletionRequest) -> Completion:
        if "filling in a form" not in request.messages[0].content:
            raise ModelError(ModelFailure.UNREACHABLE, "it only reads questions")
        return Completion(self.filled_in(request.messages[-1].content), self.name)

    def filled_in(self, shown: str) -> str:
        """The forms for the questions of a prompt."""
        self.asked.append(shown)
        questions = re.findall(r"^(\d)\. (.+)$", shown[shown.rindex("<questions>") :], re.MULTILINE)
        forms = [{"number": int(number), **self._read(text)} for number, text in questions]
        return json.dumps({"questions": forms})

    def _read(self, question: str) -> Mapping[str, object]:
        return next((form for words, form in self.known.items() if words in question), self.form)


class StatementJudge:
    """Says that statements with one of ``words`` speak of a matter; ``asked`` holds what it was shown."""

    name = "judge"

    def __init__(self, *words: str, misses: bool = False, beyond: int = 0) -> None:
        """``misses``: it takes what plainly speaks of the matter for something else; ``beyond``: a number it adds."""
        self.words, self.misses, self.beyond = words, misses, beyond
        self.asked: list[str] = []

    async def complete(self, request: CompletionRequest) -> Completion:
        if "who speaks of a matter" not in request.messages[0].content:
            raise ModelError(ModelFailure.UNREACHABLE, "it only judges statements")
        shown = request.messages[-1].content
        self.asked.append(shown)
        lines = re.findall(r"^(\d+)\. (.+)$", shown, re.MULTILINE)
        plain = () if self.misses else ("something to say about", "tell you about", "what I think of first")
        about = [int(number) for number, text in lines if any(word in text for word in (*self.words, *plain))]
        return Completion(json.dumps({"statements": [*about, *([self.beyond] if self.beyond else [])]}), self.name)
