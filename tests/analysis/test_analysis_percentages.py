"""One rule for shares: nobody and everybody are said only when it is so, and the lock on numbers knows the rule."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.findings import Claim
from analysis.intervals import count
from analysis.summary.locked import unsupported
from analysis.summary.retold import UNPRINTABLE
from analysis.summary.wording import in_words, interval, percent
from web import filters


@given(st.integers(1, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_is_written_in_one_way_and_a_claim_that_says_it_holds(counted: tuple[int, int]) -> None:
    found = count(*counted)
    assert (percent(found.share) == "0\u00a0%") is (found.people == 0)
    assert (percent(found.share) == "100\u00a0%") is (found.people == found.of)
    assert percent(found.share) == filters.percent(found.share)
    text = f"Exports failed for {in_words(found)}, likely {interval(found)} of everyone."
    assert not unsupported(Claim(text=text, counts=(found,)))
    assert not UNPRINTABLE.search(text)


def test_a_share_that_only_rounds_to_it_is_not_supported() -> None:
    almost, hardly = count(299, 300), count(1, 300)
    assert in_words(almost) == "299 of 300 people (>99\u00a0%)"
    assert in_words(hardly) == "1 of 300 people (<1\u00a0%)"
    for found, wrong in ((almost, "100 %"), (almost, "99 %"), (hardly, "0 %"), (hardly, "1 %"), (hardly, "<2 %")):
        text = f"Exports failed for {found.people} of {found.of} people ({wrong})."
        assert unsupported(Claim(text=text, counts=(found,))), text


def test_a_share_of_one_per_cent_does_not_lend_its_number_to_less_than_that() -> None:
    one = count(3, 300)
    assert unsupported(Claim(text="Exports failed for 3 of 300 people (<1 %).", counts=(one,)))


def test_what_looks_like_markup_is_still_unprintable() -> None:
    for text in ("<b>", "a < b", "<1x", "<10 %", ">99", "x > y"):
        assert UNPRINTABLE.search(text), text
