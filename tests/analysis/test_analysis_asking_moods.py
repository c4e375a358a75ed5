"""Which group is happier on the whole is counted by people, and told as chance where it may be."""

from collections.abc import Callable, Sequence

import pytest

from analysis.asking.answers import Answer, Intent
from analysis.asking.ask import ask, hear
from analysis.asking.moods import asks_for_moods
from analysis.asking.wording import retold
from analysis.embedding import HashingEmbedder
from analysis.findings import Analysis, Polarity, Statement
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

EMBEDDER = HashingEmbedder(128)
BAD, GOOD, PLAIN, BOTH = Polarity.FRICTION, Polarity.SUCCESS, Polarity.NEUTRAL, Polarity.MIXED
Ask = Callable[..., Answer]


def study_of(told: Sequence[tuple[str, Sequence[Polarity]]], attribute: str = "plan") -> Ask:
    """People of a plan, or with another attribute, and what each of their statements tells of."""
    statements: list[Statement] = []
    transcripts = []
    for n, (plan, polarities) in enumerate(told):
        text = " ".join(f"Thing {n} {i}." for i in range(len(polarities)))
        for i, polarity in enumerate(polarities):
            piece = f"Thing {n} {i}."
            start = text.index(piece)
            statements.append(
                Statement(
                    interview_id=f"i{n}", participant_id=f"p{n}", message_id=f"m{n}", start=start,
                    end=start + len(piece), text=piece, polarity=polarity,
                )
            )  # fmt: skip
        said = (TranscriptMessage(0, Speaker.PARTICIPANT, text, f"m{n}"),)
        transcripts.append(Transcript(f"i{n}", f"p{n}", said, {attribute: plan}))
    analysis = Analysis(people=len(told), interviews=len(told), statements=tuple(statements), set_aside=0, summary=None)
    vectors = EMBEDDER.embed([statement.text for statement in statements])
    heard = hear(analysis, transcripts, vectors)
    return lambda question: ask(question, heard, EMBEDDER.embed)


@pytest.fixture(scope="module")
def apart() -> Ask:
    """Of ten on the free plan nine mostly complain, of ten on the pro plan one; two said nothing that tells."""
    free = [("free", (BAD, BAD, GOOD))] * 9 + [("free", (GOOD, BAD))]
    pro = [("pro", (GOOD, BOTH, PLAIN))] * 9 + [("pro", (BAD, BAD))]
    return study_of([*free, *pro, ("pro", (PLAIN,)), ("free", (PLAIN, PLAIN))])


@pytest.mark.parametrize(
    "question",
    [
        "Who complains more, free or pro customers?",
        "Which plan complains the most?",
        "Which plan has more problems?",
        "Do customers on the free plan have a worse experience than those on pro?",
        "How does sentiment differ by plan?",
        "Which group is the most frustrated?",
    ],
)
def test_the_group_that_complains_more_is_counted_by_people(apart: Ask, question: str) -> None:
    answer = apart(question)
    assert answer.intent is Intent.COMPARE
    claim, table = answer.claims[0], answer.table
    assert table is not None
    counted = {name: (c.people, c.of) for name, c in zip(table.count_columns, claim.counts, strict=True)}
    assert counted == {"free": (9, 10), "pro": (1, 10)}
    assert claim.text.startswith("\u201cMore of what got in the way than of what helped\u201d was told by ")
    turned = claim.text.replace("got in the way", "?").replace("helped", "got in the way").replace("?", "helped")
    assert retold(claim.text, claim)
    assert retold(turned, claim) is None
    assert "larger than chance" in claim.text
    for column, counts in enumerate(zip(*(row.counts for row in table.rows), strict=True)):
        assert sum(c.people for c in counts if c) == 10, table.count_columns[column]


@pytest.mark.parametrize("question", ["Who is happier, free or pro customers?", "Which plan is the most satisfied?"])
def test_the_group_that_is_happier_is_counted_by_those_who_praise(apart: Ask, question: str) -> None:
    answer = apart(question)
    assert answer.table is not None
    claim = answer.claims[0]
    counted = {name: (c.people, c.of) for name, c in zip(answer.table.count_columns, claim.counts, strict=True)}
    assert counted == {"free": (0, 10), "pro": (9, 10)}
    assert "More of what helped" in claim.text


def test_chance_is_called_chance() -> None:
    mostly = [(plan, (BAD, BAD, GOOD)) for plan in ("free", "pro") for _ in range(6)]
    others = [(plan, (BAD, GOOD, GOOD)) for plan in ("free", "pro") for _ in range(4)]
    asked = study_of([*mostly, *others, ("free", (BAD,))])
    assert "That may be chance." in asked("Which plan is happier?").claims[0].text
    few = study_of([("free", (BAD,)), ("free", (BAD,)), ("pro", (GOOD,))])
    assert "Too few people to tell it from chance." in few("Which plan is happier?").claims[0].text


def test_one_group_is_no_comparison() -> None:
    alone = study_of([("free", (BAD,)), ("free", (GOOD,)), ("pro", (PLAIN,))])
    assert not alone("Which plan is happier?").claims


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What are pro customers most positive about?", ""),
        ("Which plan has the most problems with exports?", "exports"),
        ("What problems do free customers have?", ""),
        ("How many problems do free customers have?", ""),
        ("Why are pro customers happier?", ""),
        ("Which plan has the most seats?", ""),
    ],
)
def test_what_asks_for_things_or_of_a_topic_is_another_question(question: str, topic: str) -> None:
    assert not asks_for_moods(question, topic)


def test_without_a_group_there_is_nobody_to_set_beside() -> None:
    assert not asks_for_moods("Is the experience worse? Are people more positive?", names_groups=False)
    assert asks_for_moods("Who is the happiest?", "happiest", names_groups=False)


@pytest.mark.parametrize("attribute", ["Plan 2024", "q1_segment", "3 tiers", "Gr\u00f6\u00dfe (m\u00b2)", "5 > 4"])
def test_an_attribute_may_have_a_number_in_its_name(attribute: str) -> None:
    asked = study_of([*[("free", (BAD, BAD))] * 9, *[("pro", (GOOD, GOOD))] * 9], attribute)
    readable = attribute.replace("_", " ")
    for question in ("Which group is happier?", f"How does sentiment differ by {readable}?"):
        assert f"where \u201c{readable}\u201d is \u201cfree\u201d" in asked(question).claims[0].text
