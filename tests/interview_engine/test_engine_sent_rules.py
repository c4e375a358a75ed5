"""The contract, checked on messages that were sent: support with the study's help, and quotations of any shape."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_engine.events import Answered, Asked, Event
from interview_engine.moves import Open, Support
from interview_engine.question_bank import banks
from interview_engine.simulation.sent_rules import broken_rules
from interview_engine.turn_compiler import TurnContext, check

_HELP = {
    "en": "You can call Anna Berg on 116 123, at any hour, free of charge, and she will put you through to somebody.",
    "de": "Unter 116 123 hört Ihnen Anna Berg zu jeder Stunde zu, kostenlos und ohne dass Sie Ihren Namen nennen.",
    "es": "En el 116 123 le atiende Anna Berg a cualquier hora, gratis y sin que tenga que dar su nombre.",
    "fr": "Au 116 123, Anna Berg vous écoute à toute heure, gratuitement et sans que vous ayez à donner votre nom.",
    "pt": "No 116 123, Anna Berg atende a qualquer hora, de graça e sem que seja preciso dizer o nome.",
}


@pytest.mark.parametrize("language", list(_HELP))
def test_support_with_the_help_of_the_study_breaks_no_rule(make_plan: Any, language: str) -> None:
    plan = make_plan()
    for text in banks()[language].texts["support"]:
        sent = text.replace("{help}", _HELP[language])
        events: list[Event] = [Asked(0, Open("core_0"), "?"), Answered(1, "I can't go on."), Asked(2, Support(), sent)]
        assert not [rule for seq, rule in broken_rules(plan, events, language) if seq == 2]


def test_support_keeps_to_the_rules_around_the_help(make_plan: Any) -> None:
    sent = f"That is a great answer. {_HELP['en']} Don't you think that you should go on?"
    events: list[Event] = [Asked(0, Open("core_0"), "?"), Answered(1, "I can't go on."), Asked(2, Support(), sent)]
    broken = {rule for seq, rule in broken_rules(make_plan(), events, "en") if seq == 2}
    assert {"praise", "question_rules"} <= broken


_NAMES = st.lists(st.sampled_from(["SDS", "PAGE", "EP", "s", "L", "GPT", "4o", "it", "Anna"]), min_size=1, max_size=3)


@given(_NAMES, st.sampled_from(["-", "'", "\u2019", "/", "_", "\u2011", "."]), st.sampled_from(["en", "de", "fr"]))
def test_a_name_that_was_said_is_never_a_name_that_nobody_gave(parts: list[str], mark: str, language: str) -> None:
    name = mark.join(parts)
    context = TurnContext(language, (f"We ran {name} on Monday, and {name}'s gel broke.",), ())
    for said in (name, f"{name}'s gel", parts[-1]):
        assert "located" not in {fault.rule for fault in check(f"You mentioned “{said}”. What came next?", context)}
