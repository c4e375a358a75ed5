"""Who speaks of a topic, beside labels that people gave: real feedback, dealt out so that one person gives several.

The labels are of whole answers and seldom complete, so that precision is a lower bound; how it moves says more than
where it stands.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from analysis.asking.answers import Scope
from analysis.asking.heard import Heard
from analysis.asking.topics import find_topic, topic_vectors
from analysis.embedding import SentenceTransformerEmbedder, embed_views
from analysis.pipeline import compute, conclude
from analysis.reading.statements import extract_statements
from analysis.theming.themes import people_heard
from analysis.views import View
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

TOPICS: Final[Mapping[str, str]] = {
    "food and drink": "Food & drink provision & facilities",
    "parking": "Parking",
    "cleanliness": "Cleanliness, tidiness & infection control",
    "discharge": "Discharge",
    "medication": "Supplying & understanding medication",
    "activities": "Activities & access to fresh air",
    "being listened to": "Staff listening, understanding & involving patients",
    "enough staff": "Number & deployment of staff",
    "appointments": "Appointment arrangements",
    "waiting times": "Timeliness of care",
    "friendly staff": "Staff manner & personal attributes",
    "reaching them by phone": "Contacting services",
    "transport": "Transport to/ from services",
    "information leaflets": "Information provision & guidance",
    "family and carers": "Interaction with family/ carers",
    "seeing the same nurse": "Staff continuity",
    "training of staff": "Competence & training",
    "the building": "Environment & Facilities",
    "diagnosis": "Diagnosis & triage",
    "television": "Electronic entertainment",
    "noise at night": "Sensory experience",
    "care plan": "Care plans",
    "safety": "Feeling safe",
}
"""How somebody would ask for a label of nhs_feedback."""
SIZES: Final = ((1, 300), (5, 60), (20, 60), (32, 60))
"""Answers a person, and people."""


def counted(rows: Sequence[dict[str, Any]], embedder: SentenceTransformerEmbedder) -> list[dict[str, Any]]:
    """For each size: of the pairs of a topic and a person how many are labelled, are said, and are both."""
    vectors = dict(zip(TOPICS, topic_vectors(list(TOPICS), embedder.embed), strict=True))
    table = []
    for answers, people in SIZES:
        given, heard = dealt(rows, answers, people, embedder)
        labelled = said = both = 0
        for topic, label in TOPICS.items():
            true = labelled_with(label, given)
            found = heard.voices(find_topic(topic, vectors[topic], heard, Scope(topic=topic)).places)
            labelled, said, both = labelled + len(true), said + len(found), both + len(true & found)
        table.append(
            {
                "answers a person": answers,
                "people": people,
                "statements a person": len(heard.statements) / people,
                "labelled": labelled,
                "said": said,
                "precision": both / said,
                "recall": both / labelled,
                "F1": 2 * both / (said + labelled),
            }
        )
    return table


def dealt(
    rows: Sequence[dict[str, Any]], answers: int, people: int, embedder: SentenceTransformerEmbedder
) -> tuple[list[list[dict[str, Any]]], Heard]:
    """The rows that each person gives, and what is heard of it; a person's id is their place."""
    order = np.random.default_rng(3).permutation(len(rows))
    given = [[rows[order[person * answers + n]] for n in range(answers)] for person in range(people)]
    return given, _heard([_transcript(person, own) for person, own in enumerate(given)], embedder)


def labelled_with(label: str, given: Sequence[Sequence[dict[str, Any]]]) -> set[str]:
    """Who gave an answer that has the label."""
    return {str(person) for person, own in enumerate(given) if any(label in row["themes"] for row in own)}


def _transcript(person: int, own: Sequence[dict[str, Any]]) -> Transcript:
    messages = [
        message
        for n, row in enumerate(own)
        for message in (
            TranscriptMessage(2 * n, Speaker.INTERVIEWER, row["question"] or "What else?", f"q{person}-{n}"),
            TranscriptMessage(2 * n + 1, Speaker.PARTICIPANT, row["text"], f"a{person}-{n}"),
        )
    ]
    return Transcript(str(person), str(person), tuple(messages), {})


def _heard(transcripts: Sequence[Transcript], embedder: SentenceTransformerEmbedder) -> Heard:
    extraction = extract_statements(transcripts)
    views = embed_views([statement.text for statement in extraction.statements], embedder)
    computed = compute(
        transcripts,
        extraction,
        views[View.WHOLE],
        embedder_name=embedder.name,
        grouping=views[View.CONTENT],
        tones=views[View.TONE],
    )
    return Heard(conclude(computed), people_heard(transcripts), views[View.WHOLE])
