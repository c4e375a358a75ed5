import gzip
import json
from collections.abc import Sequence
from functools import partial
from importlib import resources
from types import MappingProxyType

import numpy as np
import pytest

from analysis.embedding import HashingEmbedder, SentenceTransformerEmbedder
from analysis.errors import TrainingDataError, VectorShapeError, WeightsError
from analysis.findings import Polarity, Statement
from analysis.reading.lexicon import cues
from analysis.reading.polarity import load_head, read_polarity, score, shipped_head, weights_file
from analysis.reading.question_cues import asks_background, leaning
from analysis.reading.strength import strength_of
from analysis.training.corpora import (
    HELD_OUT_DOMAINS,
    HELD_OUT_TRADES,
    Labelled,
    coded_interviews,
    interview_sentences,
    own_statements,
    read_rows,
)
from analysis.training.evaluation import calibration_error
from analysis.training.heads import fit_head
from analysis.training.polarity import _write, main, train
from analysis.views import View


def statement(text: str, question: str = "") -> Statement:
    place = {"interview_id": "i", "participant_id": "p", "message_id": "m", "start": 0, "end": max(1, len(text))}
    return Statement(**place, text=text, question=question)


def read(text: str, question: str = "", embedder=None):
    embedder = embedder or HashingEmbedder()
    return read_polarity([statement(text, question)], embedder.embed([text]), embedder_name=embedder.name)


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("The setup was slow and confusing", "", Polarity.FRICTION),
        ("Support was friendly and helpful", "", Polarity.SUCCESS),
        ("Support was not helpful", "", Polarity.FRICTION),
        ("There is a monthly meeting", "", Polarity.NEUTRAL),
        ("Helpful people, slow portal", "", Polarity.MIXED),
    ],
)
def test_words_alone_are_read_when_the_embedder_is_another_one(text: str, question: str, expected: Polarity) -> None:
    found = read(text, question)
    assert found.readings[0].polarity is expected
    assert 0 < found.readings[0].confidence <= 1
    assert "all-MiniLM-L6-v2" in found.notices[0]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What would you change about it?", -1),
        ("What got in your way, or slowed you down?", -1),
        ("Which part helped you most?", 1),
        ("What went well, and what was difficult?", 0),
        ("Tell me about your first week.", 0),
        ("What was it like to begin?", 0),
        ("What would have brought you to a useful result sooner?", -1),
        ("If you were designing it, what would be easy?", -1),
        ("You said that the import failed. What did you like about it?", 1),
        ("What were you hoping to achieve?", 0),
        ("When, if at all, did it prove useful?", 0),
        ("Where, if anywhere, did you get stuck?", -1),
        ("", 0),
    ],
)
def test_a_question_leads_one_to_expect(question: str, expected: int) -> None:
    assert leaning(question) == expected


def test_the_same_words_lean_with_the_question() -> None:
    assert read("Opening desk, helpful, slow", "What was frustrating?").readings[0].polarity is Polarity.FRICTION
    assert read("Opening desk, helpful, slow", "What helped you?").readings[0].polarity is Polarity.SUCCESS


def test_negation_reaches_up_to_a_punctuation_mark() -> None:
    assert cues("not easy").negated_praise == 1
    assert cues("no, easy").praise == 1
    assert cues("I don\u2019t like it").negated_praise == 1


def test_vectors_must_belong_to_the_statements() -> None:
    with pytest.raises(VectorShapeError, match="embed them again"):
        read_polarity([statement("slow")], np.zeros((2, 4), np.float32), embedder_name="x")
    one = np.zeros((1, 4), np.float32)
    with pytest.raises(VectorShapeError):
        read_polarity([statement("slow")], one, embedder_name="x", tones=np.zeros((2, 4), np.float32))


def test_shipped_weights_fit_their_manifest() -> None:
    head = shipped_head()
    manifest = json.loads(resources.files("analysis").joinpath("weights/polarity.manifest.json").read_text("utf-8"))
    assert manifest["embedder"] == head.embedder == "all-MiniLM-L6-v2"
    assert head.valence.shape == head.neutral.shape == (384 + 13,)
    assert 1_000 < len(head.words.weights) <= 3_000
    own = manifest["trained_on"].pop("interview_sentences")
    statements = manifest["trained_on"].pop("own_statements")
    assert statements["rows"] == len(own_statements())
    assert set(statements["held_out_trades"]) == set(HELD_OUT_TRADES)
    assert {entry["licence"] for entry in manifest["trained_on"].values()} == {"CC-BY-4.0", "CC-BY", "MIT"}
    sentences = interview_sentences()
    assert own["rows"] == sum(sentence.group not in HELD_OUT_DOMAINS for sentence in sentences)
    assert set(own["held_out_domains"]) == set(HELD_OUT_DOMAINS) < {sentence.group for sentence in sentences}


def test_interview_sentences_are_what_the_coding_rules_promise() -> None:
    sentences = interview_sentences()
    assert len(sentences) == len({sentence.text for sentence in sentences}) >= 600
    assert sum(bool(sentence.question) for sentence in sentences) >= len(sentences) / 2
    assert {sentence.polarity for sentence in sentences} == set(Polarity)


def test_a_question_about_the_person_lets_more_be_neutral() -> None:
    assert asks_background("Could you tell me a bit about yourself?")
    assert not asks_background("What slowed you down?")
    text = "We are a small company with good customers"
    asked = read(text, "What is your role, and what helped you?").readings[0]
    praised = read(text, "What helped you?").readings[0]
    assert (asked.polarity, praised.polarity) == (Polarity.SUCCESS, Polarity.SUCCESS)
    assert asked.confidence < praised.confidence


@pytest.mark.parametrize(
    ("language", "friction", "success", "asked"),
    [
        ("de", "Das war umständlich und langsam", "Sehr freundlich und schnell", "Was würden Sie verbessern?"),
        ("es-MX", "Fue lento y confuso", "Muy amable y rápido", "¿Qué cambiaría usted?"),
        ("fr", "C'était lent et compliqué", "Très gentil et rapide", "Qu'est-ce qui vous a gêné ?"),
        ("pt", "Foi lento e confuso", "Muito simpático e rápido", "O que você mudaria?"),
    ],
)
def test_other_languages_are_read_from_word_lists(language: str, friction: str, success: str, asked: str) -> None:
    embedder = HashingEmbedder()
    statements = [statement(friction), statement(success)]
    found = read_polarity(statements, embedder.embed(["a", "b"]), embedder_name="all-MiniLM-L6-v2", language=language)
    assert [reading.polarity for reading in found.readings] == [Polarity.FRICTION, Polarity.SUCCESS]
    assert language in found.notices[0]
    assert leaning(asked) == -1


def test_a_language_without_lists_is_read_as_english() -> None:
    assert cues("slow", "fi") == cues("slow") == cues("slow", "en-GB")


def test_a_statement_keeps_the_company_of_its_neighbours() -> None:
    def reading(*texts: str) -> Polarity:
        embedder = HashingEmbedder()
        statements = [statement(text) for text in texts]
        return read_polarity(statements, embedder.embed(texts), embedder_name=embedder.name).readings[0].polarity

    unclear = "Helpful people, slow portal"
    assert reading(unclear) is Polarity.MIXED
    assert reading(unclear, "It was slow and broken", "An awful, confusing mess") is Polarity.FRICTION
    assert reading(unclear, "It was quick and helpful", "Great, easy and clear") is Polarity.SUCCESS


def test_damaged_weights_say_how_to_build_them(tmp_path) -> None:
    (tmp_path / "polarity.json").write_text("{}")
    with pytest.raises(WeightsError, match=r"python -m analysis\.training\.polarity"):
        load_head(tmp_path)


def test_training_learns_and_writes_what_it_did(tmp_path) -> None:
    good = [f"great helpful easy thing {n}" for n in range(30)]
    bad = [f"slow broken awful thing {n}" for n in range(30)]
    flat = [f"there is a box number {n}" for n in range(30)]
    rows = [{"text": t, "polarity": p} for p, ts in (("success", good), ("friction", bad), ("other", flat)) for t in ts]
    for name, extra in (("product_reviews", {}), ("pros_cons", {}), ("nhs_feedback", {"question": "How was it?"})):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt") as file:
            chosen = [row for row in rows if name != "pros_cons" or row["polarity"] != "other"]
            file.writelines(json.dumps(row | extra | {"product": f"p{i % 4}"}) + "\n" for i, row in enumerate(chosen))
    manifest = train(tmp_path, tmp_path / "out", HashingEmbedder(64), real_interviews=False)
    head = load_head(tmp_path / "out")
    assert head.embedder == "hashing-64"
    assert head.words.weights["helpful"][0] > 0 > head.words.weights["broken"][0]
    scores = head.words.scores(["helpful", "broken", "", "helpful \x00 helpful " * 1_000])
    assert scores[0, 0] > scores[2, 0] > scores[1, 0]
    assert scores.shape == (4, 2)
    assert manifest["tested_on"]["nhs_feedback"]["2-class, all answers, without question"] > 0.9


class Toned(HashingEmbedder):
    """All texts alike but for their tone, which lies beside one common direction as in a real model's middle."""

    view_names = MappingProxyType({View.WHOLE: "toned", View.TONE: "toned, tone"})
    name = "toned"

    def embed_views(self, texts: Sequence[str]) -> dict[View, np.ndarray]:
        whole = np.zeros((len(texts), self.dimension), dtype=np.float32)
        whole[:, 0] = 1
        tone = 5 * whole
        tone[:, 1] = [text.endswith("!") - text.endswith("?") for text in texts]
        return {View.WHOLE: whole, View.TONE: tone / np.linalg.norm(tone, axis=1, keepdims=True)}

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return self.embed_views(texts)[View.WHOLE]


def test_a_head_that_hears_tones_reads_by_them_and_is_kept_beside_the_other(tmp_path) -> None:
    def row(text: str, polarity: Polarity, number: int) -> Labelled:
        return Labelled(text, "", polarity, f"g{number % 4}")

    rows = [
        row(f"{noun} {number}{mark}", polarity, number)
        for number, noun in enumerate(("tram", "form", "desk", "call") * 6)
        for mark, polarity in (("!", Polarity.SUCCESS), ("?", Polarity.FRICTION), (".", Polarity.NEUTRAL))
    ]
    head = fit_head({"rows": rows}, {}, Toned(8), tones=True).head
    told = [statement(text) for text in ("a boat!", "a boat?", "a boat.")]
    views = Toned(8).embed_views([one.text for one in told])
    read = partial(read_polarity, told, views[View.WHOLE], embedder_name="toned", head=head)
    found = [reading.polarity for reading in read(tones=views[View.TONE]).readings]
    assert found == [Polarity.SUCCESS, Polarity.FRICTION, Polarity.NEUTRAL]
    deaf = fit_head({"rows": rows}, {}, Toned(8)).head
    assert deaf.centre is None
    assert len({r.polarity for r in read(head=deaf, tones=views[View.TONE]).readings}) == 1
    for tones, fitted in ((True, head), (False, deaf)):
        _write(tmp_path / weights_file(tones=tones), fitted)
        kept = load_head(tmp_path, tones=tones)
        assert np.allclose(kept.valence, fitted.valence, atol=1e-4)
        assert (kept.centre is None) is (not tones)


def test_what_cues_say_is_learned_from_what_people_said() -> None:
    def rows(praised: Polarity, blamed: Polarity) -> list[Labelled]:
        return [
            Labelled(f"{word} {noun} {number}", "", polarity, f"g{number % 4}")
            for number, noun in enumerate(("tram", "form", "desk", "call") * 6)
            for word, polarity in (("great", praised), ("broken", blamed), ("one", Polarity.NEUTRAL))
        ]

    said = rows(Polarity.SUCCESS, Polarity.FRICTION)
    misleading = rows(Polarity.FRICTION, Polarity.SUCCESS)  # whoever makes up sentences can turn every cue round

    def leaning(*made_up: str) -> float:
        sets = {"said": said, "written": misleading}
        head = fit_head(sets, {}, HashingEmbedder(8), made_up=made_up).head
        told = [statement("excellent"), statement("terrible")]  # cues that were in no training sentence
        scores = score(told, np.zeros((2, 8), np.float32), embedder_name=head.embedder, head=head)
        return float(scores.success[0] - scores.success[1])

    assert leaning("written") > leaning() + 0.05
    assert leaning("said") < leaning() - 0.05


def test_the_shipped_heads_are_of_the_default_model() -> None:
    heard, deaf = shipped_head(tones=True), shipped_head()
    assert heard.embedder == deaf.embedder
    assert heard.centre is not None
    assert len(heard.valence) == len(heard.neutral) == len(deaf.valence) + len(heard.centre)


def test_coded_interviews_are_refused_when_their_words_are_others(tmp_path) -> None:
    with gzip.open(tmp_path / "ai_interviews.jsonl.gz", "wt") as file:
        turns = [{"text": "How was it?"}, {"text": "x" * 5_000}] * 30
        file.writelines(json.dumps({"id": f"creativity_{n:04}", "turns": turns}) + "\n" for n in range(200))
    with pytest.raises(TrainingDataError, match="not those that were coded"):
        coded_interviews(tmp_path, "train")


def test_the_calibration_error_is_the_distance_of_confidence_and_accuracy() -> None:
    confidence, everything = np.array([0.95, 0.95, 0.55, 0.55]), np.ones(4, bool)
    assert calibration_error(confidence, np.array([True, True, True, False]), everything) == pytest.approx(0.05)
    assert calibration_error(confidence, np.array([False, False, True, False]), everything) == pytest.approx(0.5)


def test_strength_rises_with_raised_words() -> None:
    levels = [
        strength_of(text) for text in ("it was slow", "it was very slow", "it was very slow, always", "so " * 9_000)
    ]
    assert levels == sorted(set(levels))
    assert all(0 < level < 1 for level in levels)
    readings = [read(text).readings[0] for text in ("There is a monthly meeting, always", "It is always slow")]
    assert readings[0].strength == 0 < readings[1].strength


def test_missing_training_data_ends_with_a_message(tmp_path, capsys) -> None:
    assert main(["--data", str(tmp_path), "--out", str(tmp_path)]) == 2
    assert "pros_cons.jsonl.gz" in capsys.readouterr().err
    with pytest.raises(TrainingDataError):
        read_rows(tmp_path / "nothing.jsonl.gz")


@pytest.mark.model
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_trained_head_reads_sentences_of_another_field() -> None:
    embedder = SentenceTransformerEmbedder()
    texts = {
        "Waiting six weeks for an answer was frustrating": Polarity.FRICTION,
        "The import kept crashing and we lost a whole day": Polarity.FRICTION,
        "The templates saved us hours every week": Polarity.SUCCESS,
        "Our account manager is fantastic, she answers within minutes": Polarity.SUCCESS,
    }
    found = read_polarity([statement(t) for t in texts], embedder.embed(list(texts)), embedder_name=embedder.name)
    assert [reading.polarity for reading in found.readings] == list(texts.values())
    assert found.notices == ()
