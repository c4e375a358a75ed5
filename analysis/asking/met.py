"""What some people share besides what they are asked for: those who would leave, those who said no."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from analysis.asking.answers import Scope
from analysis.asking.heard import Heard
from analysis.findings import Claim, Polarity, Theme
from analysis.intervals import count
from analysis.summary.wording import in_words

_SAID: Final = 3


def what_they_met(
    heard: Heard, scope: Scope, people: AbstractSet[str], themes: Sequence[Theme], called: str
) -> list[Claim]:
    """How many of ``people``, ``called`` so in a sentence, share each of the themes that most of them share."""
    shared = [(theme, heard.voices(heard.kept(theme.statements, scope)) & people) for theme in themes]
    claims = []
    for theme, both in sorted(shared, key=lambda pair: -len(pair[1]))[:_SAID]:
        if both:
            met = count(len(both), len(people))
            own = [place for place in theme.statements if heard.statements[place].participant_id in both]
            did = "praised" if theme.polarity is Polarity.SUCCESS else "met"
            text = f"Of {called}, {in_words(met)} {did} {heard.named(theme.name)}."
            claims.append(Claim(text=text, counts=(met,), quotes=heard.quotes(own, 2)))
    return claims
