"""Waves of a made-up study: what changed is found, what did not is not, and every number can be counted again."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from analysis.change.checking import verify_change
from analysis.change.differences import different_people, same_people
from analysis.change.waves import Status, WaveFindings, compare
from analysis.errors import VectorShapeError, WavesError
from analysis.exact_tests import discoveries, mcnemar_mid_p
from analysis.findings import Claim, Polarity, Statement, Theme
from analysis.intervals import count

TOPICS = ("slow exports", "missing invoices", "confusing setup", "lost passwords")
_CENTRES = np.linalg.qr(np.random.default_rng(5).normal(size=(32, 32)))[0]


def wave(
    name: str,
    people: int,
    topics: Sequence[Sequence[int]],
    *,
    seed: int = 0,
    keys: str = "",
    known: bool = False,
    polarity: Polarity = Polarity.FRICTION,
) -> WaveFindings:
    """``topics[t]`` are the people who speak of topic ``t``; themes are found where two or more do."""
    rng = np.random.default_rng(seed)
    statements, vectors, members = [], [], {}
    for topic, speakers in enumerate(topics):
        for person in speakers:
            members.setdefault(topic, []).append(len(statements))
            text = f"{TOPICS[topic]} bother me, says {person}"
            statements.append(
                Statement(
                    interview_id=f"{name}-i{person}",
                    participant_id=f"{name}-p{person}",
                    message_id=f"{name}-m{person}-{topic}",
                    start=0,
                    end=len(text),
                    text=text,
                    polarity=polarity,
                )
            )
            vector = _CENTRES[topic] + 0.08 * rng.normal(size=32)
            vectors.append(vector / np.linalg.norm(vector))
    themes = tuple(
        Theme(
            key=f"{keys or name}-{topic}",
            name=TOPICS[topic],
            polarity=polarity,
            description="said",
            count=count(len(own), people),
            mentions=len(own),
            quotes=(statements[own[0]].quote(),),
            statements=tuple(own),
        )
        for topic, own in members.items()
        if len(own) > 1
    )
    ids = [f"{name}-p{person}" for person in range(people)]
    return WaveFindings(
        name=name,
        statements=tuple(statements),
        themes=themes,
        vectors=np.array(vectors, dtype=np.float32).reshape(len(vectors), 32),
        people=frozenset(ids),
        identities={person: person.partition("-p")[2] for person in ids} if known else {},
    )


def by_name(change):
    return {theme.name: theme for theme in change.themes}


def test_what_grew_shrank_appeared_and_vanished_is_told_apart_from_what_stayed() -> None:
    first = wave("Wave 1", 40, [range(4), range(30), range(20), ()])
    second = wave("Wave 2", 40, [range(26), range(6), (), range(12)], seed=1)
    change = compare([first, second])
    statuses = {name: theme.latest.status for name, theme in by_name(change).items()}
    assert statuses == {
        "slow exports": Status.GREW,
        "missing invoices": Status.SHRANK,
        "confusing setup": Status.VANISHED,
        "lost passwords": Status.APPEARED,
    }
    grown = by_name(change)["slow exports"]
    assert [(share.people, share.of) for share in grown.shares] == [(4, 40), (26, 40)]
    assert grown.keys == ("Wave 1-0", "Wave 2-0")
    assert by_name(change)["lost passwords"].keys == ("", "Wave 2-3")
    assert len(change.claims) == 4
    assert "grew: 26 of 40 people" in " ".join(claim.text for claim in change.claims)
    assert verify_change(change, [first, second]) == ()


def test_the_same_again_is_steady_in_a_large_study_and_too_few_to_say_in_a_small_one() -> None:
    large = compare([wave("a", 200, [range(60)]), wave("b", 200, [range(64)], seed=1)])
    small = compare([wave("a", 12, [range(4)]), wave("b", 12, [range(5)], seed=1)])
    assert large.themes[0].latest.status is Status.STEADY
    assert small.themes[0].latest.status is Status.TOO_FEW
    assert large.claims == small.claims == ()


@pytest.mark.parametrize(("before", "after"), [(2, 2), (2, 3), (6, 6), (10, 7)])
def test_a_share_that_may_have_doubled_or_halved_is_not_called_steady(before: int, after: int) -> None:
    """Few voices of many people lie within a few points, whatever became of what they speak of."""
    rare = compare([wave("a", 200, [range(before)]), wave("b", 200, [range(after)], seed=1)])
    assert rare.themes[0].latest.tested.high <= 0.2
    assert rare.themes[0].latest.status is Status.TOO_FEW


def test_below_the_minimum_nothing_is_said_however_large_the_difference() -> None:
    change = compare([wave("a", 7, [range(7)]), wave("b", 60, [()], seed=1)])
    assert change.themes[0].latest.status is Status.TOO_FEW
    assert not change.claims
    assert "a has heard 7 people" in change.notices[0]


def test_statements_that_one_wave_left_alone_are_counted_where_the_other_found_a_theme() -> None:
    """One voice makes no theme in its own wave; beside the other wave it is one voice more."""
    change = compare([wave("a", 20, [(), range(5)]), wave("b", 20, [range(9), range(5)], seed=1)])
    lone = compare([wave("a", 20, [(3,), range(5)]), wave("b", 20, [range(9), range(5)], seed=1)])
    assert by_name(change)["slow exports"].shares[0].people == 0
    assert by_name(lone)["slow exports"].shares[0].people == 1
    assert by_name(lone)["slow exports"].latest.status is Status.GREW


def test_the_same_key_is_the_same_theme_and_a_researchers_name_stays() -> None:
    first = wave("a", 30, [range(10)], keys="kept")
    named = first.themes[0].model_copy(update={"name": "Exports, says Ada", "curated": True})
    change = compare([replace(first, themes=(named,)), wave("b", 30, [range(12)], seed=1, keys="kept")])
    assert [theme.name for theme in change.themes] == ["Exports, says Ada"]


def test_friction_and_success_about_the_same_stay_apart() -> None:
    change = compare([wave("a", 30, [range(10)]), wave("b", 30, [range(10)], seed=1, polarity=Polarity.SUCCESS)])
    assert sorted(theme.polarity for theme in change.themes) == [Polarity.FRICTION, Polarity.SUCCESS]


def test_people_heard_twice_are_compared_with_themselves() -> None:
    first = wave("a", 30, [range(9, 20)], known=True)
    change = compare([first, wave("b", 30, [range(20)], seed=1, known=True)])
    unknown = compare([replace(first, identities={}), wave("b", 30, [range(20)], seed=1)])
    paired, different = change.themes[0].latest, unknown.themes[0].latest
    assert paired.paired
    assert not different.paired
    assert paired.status is Status.GREW
    assert different.tested.p > paired.tested.p
    assert paired.tested.high - paired.tested.low < different.tested.high - different.tested.low
    assert "among the people heard in both" in change.claims[0].text
    assert "30 people heard in a were recognised in b." in change.notices[0]
    waves = [first, wave("b", 30, [range(20)], seed=1, known=True)]
    assert verify_change(compare(waves), waves) == ()


def test_three_waves_are_compared_one_by_one_and_from_end_to_end() -> None:
    waves = [wave(f"w{n}", 60, [range(10 + 12 * n)], seed=n) for n in range(3)]
    change = compare(waves)
    assert [(d.earlier, d.later) for d in change.themes[0].differences] == [(0, 1), (1, 2), (0, 2)]
    assert change.themes[0].differences[2].status is Status.GREW
    assert change.themes[0].latest.later == 2
    assert verify_change(change, waves) == ()


def test_what_was_changed_by_hand_is_found_out() -> None:
    waves = [wave("a", 40, [range(4)]), wave("b", 40, [range(26)], seed=1)]
    change = compare(waves)
    theme = change.themes[0]
    more = replace(theme, shares=(theme.shares[0], count(30, 40)))
    wrong_claim = Claim(text=change.claims[0].text.replace("26 of", "36 of"), counts=change.claims[0].counts)
    other_words = theme.quotes[0].model_copy(update={"text": "never said"})
    assert verify_change(replace(change, themes=(more,)), waves)
    assert verify_change(replace(change, claims=(wrong_claim,)), waves)
    assert verify_change(replace(change, themes=(replace(theme, quotes=(other_words,)),)), waves)
    steady = replace(theme, differences=tuple(replace(d, status=Status.SHRANK) for d in theme.differences))
    assert verify_change(replace(change, themes=(steady,)), waves)
    assert verify_change(change, [waves[0], wave("b", 41, [range(26)], seed=1)])


@pytest.mark.parametrize("people", [[30], [30, 0]])
def test_what_is_no_comparison_is_refused(people: list[int]) -> None:
    with pytest.raises(WavesError):
        compare([wave(f"w{i}", n, [range(min(n, 5))]) for i, n in enumerate(people)])


def test_vectors_of_another_model_or_number_are_refused() -> None:
    first, second = wave("a", 30, [range(9)]), wave("b", 30, [range(9)])
    with pytest.raises(VectorShapeError):
        compare([first, replace(second, vectors=second.vectors[1:])])
    with pytest.raises(VectorShapeError):
        compare([first, replace(second, vectors=second.vectors[:, :16])])


def test_a_wave_without_statements_is_a_wave_in_which_nobody_said_it() -> None:
    silent = wave("b", 30, [])
    change = compare([wave("a", 30, [range(20)]), silent])
    assert change.themes[0].latest.status is Status.VANISHED
    assert compare([silent, silent]).themes == ()


shares = st.integers(1, 80).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(shares, shares)
def test_an_unpaired_test_is_symmetric_and_never_surer_than_twice_fisher(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    one, two = different_people(count(*first), count(*second)), different_people(count(*second), count(*first))
    assert one.p == pytest.approx(two.p, abs=1e-9)
    assert (one.low, one.high) == pytest.approx((-two.high, -two.low))
    exact = fisher_exact([[first[0], first[1] - first[0]], [second[0], second[1] - second[0]]]).pvalue
    assert 0 <= one.p <= exact + 1e-9
    assert one.p >= exact / 2 - 1e-9


@settings(max_examples=60)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=80))
def test_a_paired_interval_holds_the_difference_and_stays_inside(pairs: list[tuple[bool, bool]]) -> None:
    tested = same_people([a for a, _ in pairs], [b for _, b in pairs])
    difference = tested.second.share - tested.first.share
    assert -1 - 1e-9 <= tested.low <= difference + 1e-9
    assert difference - 1e-9 <= tested.high <= 1 + 1e-9
    assert 0 < tested.p <= 1


def test_the_paired_interval_is_the_published_one() -> None:
    """Newcombe 1998b, table II: 36 both, 12 and 2 changed, 0 neither of 50 gives 0.0569 to 0.3404 (method 10)."""
    pairs = [(True, True)] * 36 + [(False, True)] * 12 + [(True, False)] * 2
    tested = same_people([a for a, _ in pairs], [b for _, b in pairs])
    assert (tested.low, tested.high) == pytest.approx((0.0569, 0.3404), abs=5e-4)


def test_mcnemar_mid_p_is_the_published_one() -> None:
    """Fagerland, Lydersen and Laake 2013, airway hyper-responsiveness: 1 against 7 gives 0.0391."""
    assert mcnemar_mid_p(1, 7) == pytest.approx(0.0391, abs=1e-4)
    assert mcnemar_mid_p(0, 0) == 1


def test_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    assert discoveries([0.001, 0.5, 0.024, 0.03], 0.05) == (True, False, True, True)
    assert discoveries([0.04, 0.5], 0.05) == (False, False)
    assert discoveries([], 0.05) == ()
