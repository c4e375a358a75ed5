"""Several studies asked as one: who was asked what, and what each study says."""

from collections.abc import Callable, Sequence

import pytest

from analysis.asking.across import StudyHeard, joined
from analysis.asking.answers import Answer, Intent, Outcome
from analysis.asking.ask import ask, hear
from analysis.asking.heard import Heard
from analysis.embedding import HashingEmbedder
from analysis.findings import Analysis, Claim, MagicSummary, Polarity, Theme
from analysis.intervals import count
from analysis.reading.statements import extract_statements
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

EMBEDDER = HashingEmbedder(512)
EXPORT = "The invoice export was slow and failed"
PASSWORD = "My password was lost and I could not log in"
MEETING = "We met every month with our own consultant"
Ask = Callable[..., Answer]


def study(title: str, said: Sequence[str], shared: str, *, name: str) -> StudyHeard:
    """One study in which everybody who said ``shared`` shares the theme ``name``."""
    transcripts = tuple(
        Transcript(
            f"{title}-i{n}",
            f"{title}-p{n}",
            (
                TranscriptMessage(0, Speaker.INTERVIEWER, "What got in your way?", f"{title}-q{n}"),
                TranscriptMessage(1, Speaker.PARTICIPANT, text, f"{title}-a{n}"),
            ),
            {"plan": "pro" if n % 2 else "free"},
        )
        for n, text in enumerate(said)
    )
    statements = tuple(
        statement.model_copy(update={"polarity": Polarity.FRICTION})
        for statement in extract_statements(transcripts).statements
    )
    places = tuple(n for n, statement in enumerate(statements) if shared in statement.text)
    everybody = count(len(said), len(said))
    theme = Theme(
        key="t", name=name, polarity=Polarity.FRICTION, description=name, count=count(len(places), len(said)),
        mentions=len(places), quotes=(statements[places[0]].quote(),), statements=places,
    )  # fmt: skip
    analysis = Analysis(
        people=len(said), interviews=len(said), statements=statements, set_aside=0,
        summary=MagicSummary(
            headline=Claim(text=f"{len(said)} of {len(said)} people were heard.", counts=(everybody,)),
            friction_points=(theme,),
        ),
    )  # fmt: skip
    return StudyHeard(title, analysis, transcripts, EMBEDDER.embed([s.text for s in statements]))


def heard_of(both: StudyHeard) -> Heard:
    return hear(both.analysis, both.transcripts, both.vectors, across=True)


@pytest.fixture(scope="module")
def asked() -> Ask:
    """Ten people of a study who mostly speak of exports, and twenty of another who mostly speak of passwords."""
    both = joined(
        [
            study("First days", [EXPORT] * 9 + [MEETING], EXPORT, name="Invoice export slow"),
            study("Why they left", [PASSWORD] * 18 + [EXPORT] * 2, PASSWORD, name="Password lost"),
        ]
    )

    heard = heard_of(both)

    def ask_both(question: str, *thread: Answer) -> Answer:
        return ask(question, heard, EMBEDDER.embed, thread)

    return ask_both


def test_a_theme_is_counted_among_those_who_could_have_shared_it(asked: Ask) -> None:
    answer = asked("What are the most common friction points?")
    assert [(c.counts[0].people, c.counts[0].of) for c in answer.claims] == [(18, 20), (9, 10)]
    assert "in \u201cWhy they left\u201d" in answer.claims[0].text
    assert answer.table is not None
    assert answer.table.text_columns == ("Kind", "Study")


@pytest.mark.parametrize(
    "question",
    ["How many people mentioned the invoice export?", "Which study complains most about the invoice export?"],
)
def test_a_matter_is_counted_in_each_study(asked: Ask, question: str) -> None:
    answer = asked(question)
    assert answer.table is not None
    told = {row.label: row.counts[0] for row in answer.table.rows}
    assert {title: (c.people, c.of) for title, c in told.items() if c} == {
        "First days": (9, 10),
        "Why they left": (2, 20),
    }


def test_which_study_says_whether_it_is_more_than_chance(asked: Ask) -> None:
    answer = asked("Which study has the most trouble with the invoice export?")
    assert answer.intent is Intent.COMPARE
    assert "more than chance" in answer.claims[0].text
    assert {quote.interview_id.partition("-")[0] for quote in answer.claims[0].quotes} <= {
        "First days",
        "Why they left",
    }


def test_studies_without_a_topic_are_told_by_what_leads_in_each(asked: Ask) -> None:
    answer = asked("Compare the studies")
    assert [claim.counts[0].of for claim in answer.claims] == [20, 10]


def test_one_study_can_be_asked_by_its_name(asked: Ask) -> None:
    answer = asked("What are the most common friction points in \u201cFirst days\u201d?")
    assert [(c.counts[0].people, c.counts[0].of) for c in answer.claims] == [(9, 10)]


def test_a_segment_is_compared_among_those_who_were_asked(asked: Ask) -> None:
    answer = asked("How do friction points differ by plan?")
    assert {counted.of for claim in answer.claims for counted in claim.counts} == {5, 10}


def test_what_nobody_speaks_of_is_refused_over_all(asked: Ask) -> None:
    assert asked("What do people say about the swimming pool?").outcome is Outcome.NOT_SAID


def test_studies_of_one_title_are_told_apart_and_a_hostile_one_is_only_a_title() -> None:
    titles = ["Same", "Same", "", "\u201cend\u201d <b>{{ x }}</b>"]
    both = joined([study(title, [f"{EXPORT} {n}"] * 3, EXPORT, name="Slow") for n, title in enumerate(titles)])
    marked = {transcript.segments["study"] for transcript in both.transcripts}
    assert marked == {"Same", "Same (2)", "Untitled", "\u201cend\u201d <b>{{ x }}</b>"}
    answer = ask("Compare the studies", heard_of(both), EMBEDDER.embed)
    assert answer.outcome is Outcome.ANSWERED


def test_people_without_a_word_make_no_answer() -> None:
    nobody = StudyHeard(
        "Empty", Analysis(people=0, interviews=0, statements=(), set_aside=0, summary=None), (), EMBEDDER.embed([])
    )
    both = joined([nobody, nobody])
    answer = ask("Compare the studies", heard_of(both), EMBEDDER.embed)
    assert answer.outcome is Outcome.NOT_SAID
