from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from research_templates.tagging import tag


def test_words_get_their_place_and_part_of_speech() -> None:
    text = "Why have beekeepers stopped renewing their after-school membership?"
    tokens = tag(text)
    assert [text[token.start : token.end] for token in tokens] == [token.word for token in tokens]
    by_word = {token.word: token for token in tokens}
    assert by_word["beekeepers"].is_plural
    assert by_word["renewing"].is_verb
    assert by_word["membership"].is_noun
    assert by_word["after-school"].tag == "AJ0"
    assert by_word["?"].tag == "PUN"


@given(st.text(max_size=200))
def test_any_text_is_tagged_in_order(text: str) -> None:
    tokens = tag(text)
    assert all(text[token.start : token.end] == token.word and token.tag for token in tokens)
    assert all(one.end <= two.start for one, two in pairwise(tokens))
