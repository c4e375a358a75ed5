import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading.bare_answers import is_bare
from analysis.reading.statements import extract_statements, split
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage
from tests.effort import assert_linear

anything = st.text(st.characters(), max_size=400)  # surrogates included
WORDS = ["slow", "but", "Dr.", "3.", ".", "…", "!", "-", "。", "\x00", "\u202e", ",", "and", "e.g.", "🙂", "however"]
prose = st.lists(st.sampled_from([*WORDS, "\n"])).map(" ".join)


def one(text: str) -> Transcript:
    return Transcript("i", "p", (TranscriptMessage(0, Speaker.PARTICIPANT, text),))


@given(st.one_of(anything, prose))
@settings(deadline=None)
def test_every_statement_is_where_its_offsets_say(text: str) -> None:
    end = 0
    for statement in extract_statements([one(text)]).statements:
        assert text[statement.start : statement.end] == statement.text
        assert statement.start >= end
        assert statement.text == statement.text.strip()
        assert len(statement.text) <= 500
        end = statement.end


@given(st.one_of(anything, prose))
@settings(deadline=None)
def test_splitting_loses_nothing_but_separators_and_connectors(text: str) -> None:
    covered = set()
    for span in split(text):
        covered.update(range(span.start, span.end))
    lost = "".join(character for i, character in enumerate(text) if i not in covered)
    assert set(lost.casefold()) <= set(text.casefold())
    assert sum(character.isalpha() for character in lost) <= sum(
        len(word) for word in text.casefold().replace(",", " ").split() if word.strip() in {"but", "and"}
    ) + _connector_letters(text)


def _connector_letters(text: str) -> int:
    lowered = text.casefold()
    return sum(
        lowered.count(word) * len(word) for word in ("so", "however", "also", "plus", "pero", "aber", "but", "and")
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was slow. Then it crashed!", ["It was slow.", "Then it crashed!"]),
        ("Dr. Smith was kind, e.g. on the phone.", ["Dr. Smith was kind, e.g. on the phone."]),
        ("It took 3.5 hours at example.com to finish", ["It took 3.5 hours at example.com to finish"]),
        (
            "The staff were really great but the parking was awful",
            ["The staff were really great", "the parking was awful"],
        ),
        ("nothing but praise for all of you here", ["nothing but praise for all of you here"]),
        ("- slow login\n- no export\n", ["slow login", "no export"]),
        ("1. Slow login\n2. No export", ["Slow login", "No export"]),
        ("設定が難しい。でも速い。", ["設定が難しい。", "でも速い。"]),
        ("", []),
    ],
)
def test_answers_are_split_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in split(text)] == expected


def test_long_sentences_are_cut_at_clauses() -> None:
    text = (
        "We started with the import of all our old customer records from the previous system, and then the team had to "
        "learn how the permissions work because nobody had told us that they would be different from before"
    )
    spans = split(text)
    assert len(spans) > 1
    assert all(len(text[span.start : span.end].split()) >= 8 for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        "N/A",
        "n/a.",
        "Nothing!",
        "no comment",
        "Yes",
        "ok",
        "Hi there!",
        "Good morning",
        "I don't know",
        "I don\u2019t know.",
        "Can't think of anything",
        "Thank you so much",
        "Let's get started",
        "That's all",
        "skip",
        "",
        "  ",
        "👍",
        "...",
        "42",
        "Not sure",
        "No, nothing else.",
        "As above",
        "Prefer not to say",
        "nada",
        "keine Ahnung",
        "I don't have any questions",
        "I'd have nothing further to say about that.",
        "I believe that was all I can tell you.",
        "We covered that one before",
        "You already asked me that question",
        "Another thing comes to mind",
        "The most important point for me is this",
        "No tengo nada m\u00e1s que decir",
        "Eso ser\u00eda todo por ahora.",
        "Ya se lo he contado antes",
        "It really depends",
        "We can stop here",
        "Three things, actually.",
        "Well, two points",
        "Seriously?",
        "Not a clue, to be honest",
        "That's me finished.",
        "What annoys me?",
        "Did I like it?",
        "Bad points?",
        "Hmm, what I enjoyed...",
        "Where do I begin?",
        "Good luck with it.",
        "Good luck with the study!",
        "Thank you for the interview, it was a pleasure speaking with you!",
        "It was nice talking to you.",
        "I enjoyed getting to talk about this, thank you :)",
        "Viel Erfolg damit!",
        "Mucha suerte.",
        "Boa sorte!",
        "x" * 100_000,
    ],
)
def test_bare_answers_are_recognised(text: str) -> None:
    assert is_bare(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nothing worked",
        "No export",
        "Yes, the export is slow",
        "Thank you for the quick setup",
        "slow",
        "I don't know how to log in",
        "Good support",
        "The test environment",
        "Nothing was explained",
        "Hello screen is confusing",
        "Nobody told us that",
        "No one asked me anything",
        "I had to say it all twice",
        "We had to explain it to them again",
        "It covers everything we need",
        "It asks the same question each time",
        "No me dijeron nada",
        "It just works",
        "That is all broken",
        "Good luck finding the button",
        "Thank you for the new export",
        "It was great to talk to a real person at once",
        "I enjoyed the new dashboard",
        "Two things broke",
        "Honestly awful",
        "That's me locked out",
        "I'm done with it",
        "What slows me down is the login",
        "Did I lose everything?",
        "What is the point?",
        "太慢了",
    ],
)
def test_answers_with_content_are_kept(text: str) -> None:
    assert not is_bare(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Well, to be honest, the export was slow.", "the export was slow."),
        ("The main point, I would say: Import is easy now.", "Import is easy now."),
        ("Something else: the invoice was wrong.", "the invoice was wrong."),
        ("Pues, la verdad, fue muy lento.", "fue muy lento."),
        ("The error said: unknown host again.", "The error said: unknown host again."),
        ("Yes, slow", "Yes, slow"),
        ("First impressions were good", "First impressions were good"),
    ],
)
def test_a_statement_begins_after_its_openers(text: str, expected: str) -> None:
    (found,) = extract_statements([one(text)]).statements
    assert found.text == expected == text[found.start : found.end]


def test_set_aside_counts_answers_and_statements_know_their_question() -> None:
    messages = (
        TranscriptMessage(0, Speaker.INTERVIEWER, "What was hard?", "a"),
        TranscriptMessage(1, Speaker.PARTICIPANT, "Nothing.", "b"),
        TranscriptMessage(2, Speaker.INTERVIEWER, "And the export?", "c"),
        TranscriptMessage(3, Speaker.PARTICIPANT, "Hi! It was slow.", "d"),
    )
    extraction = extract_statements([Transcript("i", "p", messages)])
    assert extraction.set_aside == 1
    (statement,) = extraction.statements
    assert (statement.text, statement.question, statement.message_id) == ("It was slow.", "And the export?", "d")


def test_a_lone_surrogate_is_never_a_statement() -> None:
    extraction = extract_statements([one("Fine so far as it goes. Broken \ud800 half.")])
    assert [statement.text for statement in extraction.statements] == ["Fine so far as it goes."]


@pytest.mark.parametrize(
    "unit", ["x", ".", " ", "- ", "a, and ", "\n", "1.", "but ", "\u202e", "e.g. ", "(", "nothing "]
)
def test_splitting_is_linear(unit: str) -> None:
    assert_linear(lambda text: extract_statements([one(text)]), unit * (400_000 // len(unit)))
