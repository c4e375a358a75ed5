"""What a language model's sorting is worth: planted themes that fall into pieces, with and without it.

``python benchmarks/joining.py [--data DIR] [--json FILE] [--quick]``

The held-out planted studies of ``summary.py`` (up to 250 people) are read by the whole pipeline without a model, with a
model that answers as the truth does (what is to be gained at most), with one that answers at random (what a useless one
does), and with a real one where the environment's ``VERBATIM_LLM_BASE_URL`` and ``VERBATIM_LLM_MODEL`` name it.
"""

import json
import os
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import SentenceTransformerEmbedder
from analysis.reading.statements import extract_statements
from analysis.theming.naming import shortened
from benchmarks._common import Aim, finish, parse_args, report_table
from benchmarks._planted_measures import Found, Vectors, planted_in, read
from benchmarks._planted_studies import Study, studies
from interview_engine.llm import Completion, CompletionRequest, LanguageModel
from interview_engine.llm.openai_client import OpenAICompatibleModel

LARGEST, QUICK = 250, 60
_NUMBERED = re.compile(r"(?:Group|Theme) (\d+)\n((?:- .*\n?)+)")
_STATEMENT = re.compile(r"Statement (\d+): (.*)")


class Truthful:
    """Sorts as it was planted: it knows the theme of each text."""

    name = "truth"

    def __init__(self, themes: Mapping[str, str]) -> None:
        self._themes = themes

    async def complete(self, request: CompletionRequest) -> Completion:
        text = request.messages[-1].content
        groups = {int(number): self._of(quotes) for number, quotes in _NUMBERED.findall(text)}
        said = {int(number): self._themes.get(words.strip(), "") for number, words in _STATEMENT.findall(text)}
        return Completion(json.dumps(self._placed(groups, said) if said else self._matters(groups)), self.name)

    def _of(self, quotes: str) -> str:
        said = [self._themes.get(line.removeprefix("- ").strip(), "") for line in quotes.strip().splitlines()]
        return max(set(said), key=lambda theme: (bool(theme), said.count(theme), theme))

    def _matters(self, groups: Mapping[int, str]) -> dict[str, object]:
        themes = sorted(set(groups.values()) - {""})
        matters = [[number for number, theme in groups.items() if theme == one] for one in themes]
        return {"matters": [{"groups": numbers} for numbers in matters if len(numbers) > 1]}

    def _placed(self, groups: Mapping[int, str], said: Mapping[int, str]) -> dict[str, object]:
        by_theme = {theme: number for number, theme in groups.items() if theme}
        return {"placed": [{"statement": i, "theme": by_theme.get(theme, 0)} for i, theme in said.items()]}


class AtRandom(Truthful):
    """Answers as one that read nothing: each group and statement somewhere."""

    name = "random"

    def __init__(self) -> None:
        super().__init__({})
        self._chance = random.Random(0)

    def _matters(self, groups: Mapping[int, str]) -> dict[str, object]:
        return super()._matters({number: str(self._chance.randrange(max(2, len(groups) // 4))) for number in groups})

    def _placed(self, groups: Mapping[int, str], said: Mapping[int, str]) -> dict[str, object]:
        return {"placed": [{"statement": i, "theme": self._chance.randint(0, len(groups))} for i in said]}


def main() -> int:
    options = parse_args("What a language model's sorting of themes is worth.")
    embedder = SentenceTransformerEmbedder()
    vectors = Vectors(embedder, os.environ.get("VECTORS", ""))
    chosen = list(studies("held", largest=QUICK if options.quick else LARGEST))
    seen = {name: [read(study, vectors, embedder, model=of(study)) for study in chosen] for name, of in _sorters()}
    rows = {name: _total(name, found) for name, found in seen.items()}
    report_table("Sorted by", list(rows.values()))
    alone, truth, chance = rows["nothing"], rows["truth"], rows["random"]
    pieces = float(str(truth["pieces"])) / float(str(alone["pieces"]))
    lost = float(str(alone["purity"])) - float(str(chance["purity"]))
    aims = [
        Aim("pieces that a truthful sorter leaves", "<= .6", f"{pieces:.2f}", pieces <= 0.6),
        Aim("purity that a random sorter costs", "<= .03", f"{lost:.3f}", lost <= 0.03),
    ]
    return finish(options, "joining", {"rows": list(rows.values())}, aims)


def _sorters() -> Iterator[tuple[str, Callable[[Study], LanguageModel | None]]]:
    yield "nothing", lambda _: None
    yield "truth", lambda study: Truthful(_truth(study))
    yield "random", lambda _: AtRandom()
    if address := os.environ.get("VERBATIM_LLM_BASE_URL"):
        name = os.environ.get("VERBATIM_LLM_MODEL", "")
        key = os.environ.get("VERBATIM_LLM_API_KEY", "none")
        model = OpenAICompatibleModel(address, key, name, timeout_seconds=600)
        yield name, lambda _: model


def _truth(study: Study) -> Mapping[str, str]:
    return {shortened(s.text, 200): planted_in(study, s) for s in extract_statements(study.transcripts).statements}


def _total(name: str, seen: Sequence[Found]) -> dict[str, object]:
    grouped = [found for found in seen if found.themes]
    return {
        "sorted by": name,
        "planted themes found": f"{sum(f.found for f in seen)} of {sum(f.there for f in seen)}",
        "themes": sum(f.themes for f in seen),
        "false": sum(f.false for f in seen),
        "pieces": mean(f.pieces for f in grouped),
        "purity": mean(f.purity for f in grouped),
        "prevalence error": mean(error for f in seen for error in f.errors),
    }


if __name__ == "__main__":
    sys.exit(main())
