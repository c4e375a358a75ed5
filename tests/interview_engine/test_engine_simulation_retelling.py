"""What somebody decided to say is said in other words only where they say all of it and nothing more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_engine.simulation.retelling import Telling, examples, faults, own_part
from interview_engine.simulation.spoken import spoken_languages

SCRIPT = "The import failed three times, and our finance lead waited six weeks for the report."
QUESTION = "What slowed you down at the beginning?"
INVENTED = """marketing cancelled campaigns, customers complained loudly, managers panicked, budgets shrank, engineers
    resigned, lawyers appeared."""
HIDDEN = ("The template gallery was the best part of getting started.",)


def retold(said: str, script: str = SCRIPT, language: str = "en", **more: object) -> tuple[str, ...]:
    return faults(said, Telling(script, QUESTION, language, hidden=HIDDEN, **more))  # type: ignore[arg-type]  # test values


@pytest.mark.parametrize(
    "said",
    [
        "Three times our import failed. Our finance lead was waiting six weeks for that report!",
        "our finance lead had to wait 6 weeks for the report, because the import failed 3 times",
        "Well, the report: finance waited six weeks for it since importing failed three times in a row.",
    ],
)
def test_the_same_in_other_words_may_be_said(said: str) -> None:
    assert retold(said) == ()


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("", "empty"),
        (
            "The import failed three\x07 times, our finance lead waited six weeks for the report, yes.",
            "control_characters",
        ),
        ("the import failed three times and our finance lead waited six weeks for the report", "unchanged"),
        ("So our import failed three times and our finance lead waited six weeks for a report. " * 4, "length"),
        (
            "Der Import ist three mal failed, und unsere finance lead hat six Wochen auf den report gewartet.",
            "language",
        ),
        ("Our import failed three times, the finance lead waited **six** weeks for the report.", "markup"),
        ("Participant: our import failed three times, finance lead waited six weeks for a report", "markup"),
        ("Our import failed three times, finance waited six weeks for a report. How was it for you?", "asks"),
        ("Our import failed several times, the finance lead waited six weeks for a report.", "numbers"),
        ("Our import failed three times, the finance lead waited six weeks for all 40 reports.", "numbers"),
        ("Our import never failed three times, the finance lead waited six weeks for the report.", "denies"),
        ("Something failed three times and it was six weeks until it went on.", "leaves_out"),
        (f"Import failed three times, finance lead waited six weeks for a report, {INVENTED}", "adds"),
        (
            "Import failed three times, finance lead waited six weeks for it. The beginning slowed everybody down.",
            "adds",
        ),
        (
            "Import failed three times, finance waited six weeks for the report; best part was the template gallery.",
            "gives_away",
        ),
        (
            "Our import failed three times, finance lead waited six weeks for the report. I want to stop here.",
            "safeguard",
        ),
    ],
)
def test_a_fault_is_named(said: str, fault: str) -> None:
    assert fault in retold(said)


def test_the_prompt_s_own_words_are_not_said() -> None:
    prompt = "Keep every number, name and thing as it is."
    said = "Keep every number, name and thing: import failed three times, finance lead waited six weeks for the report."
    assert "prompt" in retold(said, prompt=prompt)
    assert "prompt" not in retold(said)


def test_what_was_said_before_is_neither_new_nor_hidden() -> None:
    known = ("The template gallery was the best part of it, with 40 templates.",)
    said = "Import failed three times, finance waited six weeks for a report, best part: 40 in the template gallery."
    assert retold(said, known=known) == ()
    assert {"numbers", "gives_away"} <= set(retold(said))


@pytest.mark.parametrize(
    ("language", "script", "said", "turned"),
    [
        (
            "de",
            "Der Import ist drei Mal gescheitert, und niemand hat uns den Grund genannt.",
            "Drei Mal ist uns der Import gescheitert, den Grund hat uns keiner genannt.",
            "Drei Mal ist uns der Import gescheitert, den Grund hat man uns genannt.",
        ),
        (
            "es",
            "La importación falló tres veces y nadie nos explicó el motivo.",
            "Tres veces nos falló la importación, y el motivo no lo explicó nadie.",
            "Tres veces nos falló la importación, y el motivo lo explicó alguien.",
        ),
        (
            "fr",
            "L'importation a échoué trois fois et on n'a pas expliqué la raison.",
            "Trois fois l'importation a échoué, et la raison n'était jamais expliquée.",
            "Trois fois l'importation a échoué, et la raison était vite expliquée.",
        ),
        (
            "pt",
            "A importação falhou três vezes e ninguém explicou o motivo.",
            "Três vezes a importação falhou, e o motivo não foi explicado.",
            "Três vezes a importação falhou, e o motivo foi explicado.",
        ),
    ],
)
def test_other_languages_are_retold_too(language: str, script: str, said: str, turned: str) -> None:
    assert retold(said, script, language) == ()
    assert "denies" in retold(turned, script, language)
    assert "numbers" in retold(
        said.replace(said.split(maxsplit=1)[0], "").strip() if language != "de" else said[8:], script, language
    )


@pytest.mark.parametrize("script", ["Partly.", "Well, the usual.", "Nothing else comes to my mind on that."])
def test_whoever_has_nothing_to_say_invents_nothing(script: str) -> None:
    invented = "The dashboard crashed, support ignored us, invoices vanished, and customers complained about delays."
    assert "adds" in retold(invented, script) or "length" in retold(invented, script)


@pytest.mark.parametrize("language", spoken_languages())
def test_what_a_model_is_shown_keeps_the_rules_itself(language: str) -> None:
    for rough, own in examples(language):
        assert retold(own, rough, language) == ()


def test_what_repeats_the_question_is_no_part_of_the_answer() -> None:
    said = f"Hello there. {QUESTION}  It was the import.\nIt failed."
    assert own_part(said, f"Thank you. {QUESTION}") == "Hello there. It was the import. It failed."
    assert own_part(QUESTION, QUESTION) == ""
    echo = "what slowed you down at the beginning"
    assert "prompt" in retold(f"Import failed three times, finance lead waited six weeks for a report, {echo}")


@given(said=st.text(max_size=400), script=st.text(min_size=1, max_size=200))
def test_whatever_a_model_says_is_judged(said: str, script: str) -> None:
    found = retold(said, script)
    assert len(set(found)) == len(found)
    if not said.strip():
        assert found == ("empty",)
