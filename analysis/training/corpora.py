"""The labelled sentences that the polarity reading is trained and tested on."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

from analysis.errors import TrainingDataError
from analysis.findings import Polarity, Statement

HELD_OUT_TRADES: Final = ("bank", "museum and events")  # the same fields, so that those stay unseen
HELD_OUT_DOMAINS: Final = (  # never trained on
    *("bank", "food_delivery", "museum", "open_source"),
    *("public_pool", "tax_adviser"),
)
MADE_UP: Final = ("interview_sentences", "own_statements")  # what nobody said, by the names of the training sets
_MARKS: Final = {"-": Polarity.FRICTION, "+": Polarity.SUCCESS, "~": Polarity.MIXED, "0": Polarity.NEUTRAL}
_LABELS: Final = {
    "success": Polarity.SUCCESS,
    "friction": Polarity.FRICTION,
    "other": Polarity.NEUTRAL,
    "mixed": Polarity.MIXED,
}
_CODES: Final = {
    "friction": Polarity.FRICTION,
    "wish": Polarity.FRICTION,  # it names what is in the way now
    "success": Polarity.SUCCESS,
    "mixed": Polarity.MIXED,
    "neutral": Polarity.NEUTRAL,
}
_QUESTION: Final = "Q:"


class Labelled(NamedTuple):
    """A sentence, the question it answers ("" where it stands alone), how it was coded and the group it comes from."""

    text: str
    question: str
    polarity: Polarity
    group: str

    def statement(self, *, with_question: bool = True) -> Statement:
        return Statement(
            interview_id="training",
            participant_id="training",
            message_id=f"{self.group} {self.text}",
            start=0,
            end=len(self.text),
            text=self.text,
            question=self.question if with_question else "",
        )


def interview_sentences() -> list[Labelled]:
    """The project's own sentences of interview talk, coded by ``CODING.md``; ``group`` is their domain."""
    folder = resources.files("analysis").joinpath("training", "interviews")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".txt")), key=lambda file: file.name)
    return [
        labelled
        for file in files
        for labelled in _parsed(file.read_text("utf-8"), domain=file.name.removesuffix(".txt"))
    ]


def _parsed(text: str, *, domain: str) -> Iterator[Labelled]:
    question = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith(_QUESTION):
            question = line.removeprefix(_QUESTION).strip()
        elif line[:1] in _MARKS and line[1:2] == " ":
            yield Labelled(line[2:].strip(), question, _MARKS[line[0]], domain)
        else:
            raise TrainingDataError(f"In {domain}, this line is neither a question nor a coded sentence: {line!r}.")


def coded_rows(data: Path, name: str) -> list[Labelled]:
    """The coded rows of ``data/name.jsonl.gz``; ``group`` is the product they are about, where there is one."""
    return [
        Labelled(row["text"], row.get("question", ""), _LABELS[row["polarity"]], str(row.get("product", name)))
        for row in read_rows(data / f"{name}.jsonl.gz")
        if row["polarity"] in _LABELS and row["text"].strip()
    ]


def ai_interviews(data: Path) -> list[Labelled]:
    """Coded sentences of real interviews not trained on: ``references/`` holds places and codes, ``data`` the words."""
    interviews = {row["id"]: row["turns"] for row in read_rows(data / "ai_interviews.jsonl.gz")}
    places = resources.files("analysis").joinpath("training", "references", "ai_interviews.tsv").read_text("utf-8")
    found = []
    for line in places.splitlines():
        if line.startswith("#"):
            continue
        interview, turn, start, end, polarity = line.split("\t")
        turns = interviews[interview]
        question = turns[int(turn) - 1]["text"]
        text = turns[int(turn)]["text"][int(start) : int(end)]
        found.append(Labelled(text, question, Polarity(polarity), interview))
    # The others' interviews are trained on.
    trained = {row["source"].removeprefix("ai_interviews:") for row in _coded("interview_statements_train")}
    return [row for row in found if row.group not in trained]


def coded_interviews(data: Path, part: str) -> list[Labelled]:
    """Statements of real interviews, ``part`` "train" or "test"; ``group`` is the interview. See ``data/README.md``.

    TrainingDataError when the words in ``data`` are not those that were coded.
    """
    interviews = {row["id"]: row["turns"] for row in read_rows(data / "ai_interviews.jsonl.gz")}
    found = []
    for row in _coded(f"interview_statements_{part}"):
        interview = row["source"].removeprefix("ai_interviews:")
        turns = interviews.get(interview, [])
        words = turns[row["turn"]]["text"][row["start"] : row["end"]] if row["turn"] < len(turns) else ""
        if not hashlib.sha256(words.encode()).hexdigest().startswith(row["sha256"]):
            raise TrainingDataError(f"The words of {interview}, turn {row['turn']}, are not those that were coded.")
        found.append(Labelled(words, turns[row["turn"] - 1]["text"], _CODES[row["label"]], interview))
    return found


def app_reviews(data: Path) -> list[Labelled]:
    """Statements of app reviews, each standing alone; ``group`` is the app. See ``data/README.md``.

    TrainingDataError when the words in ``data`` are not those that were coded.
    """
    reviews = read_rows(data / "app_reviews.jsonl.gz")
    found = []
    for row in _coded("app_review_statements"):
        place = int(row["source"].removeprefix("app_reviews:"))
        review = reviews[place] if place < len(reviews) else {"text": "", "app": ""}
        words = review["text"][row["start"] : row["end"]]
        if not hashlib.sha256(words.encode()).hexdigest().startswith(row["sha256"]):
            raise TrainingDataError(f"The words of app review {place} are not those that were coded.")
        found.append(Labelled(words, "", _CODES[row["label"]], review["app"]))
    return found


def own_statements() -> list[Labelled]:
    """The project's own coded statements; ``group`` is their trade. Trades that are held out elsewhere are left out."""
    return [
        Labelled(row["text"], row["question"], _CODES[row["label"]], row["trade"])
        for row in _coded("own_statements")
        if row["trade"] not in HELD_OUT_TRADES
    ]


def _coded(name: str) -> list[dict[str, Any]]:
    text = resources.files("analysis").joinpath("training", "data", f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a gzipped JSON-lines file; TrainingDataError when it cannot be read."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]
    except (OSError, ValueError) as error:
        raise TrainingDataError(f"{path} cannot be read as gzipped JSON lines ({error}).") from error
