"""What a researcher changes about themes holds: at once, in the next analysis, and after any order of both."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import ValidationError

from analysis.editing import apply_edit, record_edit
from analysis.embedding import HashingEmbedder
from analysis.errors import EditError
from analysis.evidence import verify
from analysis.findings import Analysis, Polarity, Theme
from analysis.pipeline import compute, conclude
from analysis.reading.statements import extract_statements
from analysis.theming.continuity import remember
from analysis.theming.curation import fold
from analysis.theming.edits import (
    Describe,
    Edit,
    Merge,
    Move,
    Pin,
    RecordedEdit,
    Rename,
    Split,
    Unpin,
    read_edits,
)
from analysis.theming.places import Place, place_of
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

COMPLAINTS = (
    "The invoice export was slow and kept failing",
    "Exporting invoices is slow and the export failed again",
    "Waiting for support on the phone took forever",
    "Nobody answered the support phone, I was waiting forever",
    "The price of the licence is too expensive for us",
    "Such an expensive licence, the price is bad",
)
PRAISES = (
    "The onboarding call with Maria was really helpful",
    "I loved the helpful onboarding call",
    "The dashboard is clear and easy to use",
    "Easy and clear dashboard, I love using it",
)
EMBEDDER = HashingEmbedder()


def interview(number: int) -> Transcript:
    praise, complaint = PRAISES[number % len(PRAISES)], COMPLAINTS[number % len(COMPLAINTS)]
    said = (
        (Speaker.INTERVIEWER, "What was good?"),
        (Speaker.PARTICIPANT, f"{praise} {number}."),
        (Speaker.INTERVIEWER, "What was frustrating?"),
        (Speaker.PARTICIPANT, f"{complaint} {number}."),
    )
    messages = tuple(TranscriptMessage(i, who, text, f"m{number}-{i}") for i, (who, text) in enumerate(said))
    return Transcript(f"i{number}", f"p{number}", messages, {"plan": "free" if number % 2 else "paid"})


def analysed(
    transcripts: Sequence[Transcript], before: Analysis | None = None, edits: Sequence[RecordedEdit] = ()
) -> Analysis:
    extraction = extract_statements(transcripts)
    vectors = EMBEDDER.embed([statement.text for statement in extraction.statements])
    previous = remember(themes_of(before), dict(enumerate(before.statements))) if before else ()
    return conclude(
        compute(transcripts, extraction, vectors, embedder_name=EMBEDDER.name, previous=previous, curation=fold(edits))
    )


def themes_of(analysis: Analysis) -> tuple[Theme, ...]:
    summary = analysis.summary
    return () if summary is None else (*summary.friction_points, *summary.success_factors)


def theme(analysis: Analysis, key: str) -> Theme:
    return next(found for found in themes_of(analysis) if found.key == key)


def places(analysis: Analysis, found: Theme) -> list[Place]:
    return [place_of(analysis.statements[i]) for i in found.statements]


STUDY = [interview(number) for number in range(18)]


@pytest.fixture(scope="module")
def first() -> Analysis:
    return analysed(STUDY)


def after(analysis: Analysis, edit: Edit) -> tuple[Analysis, RecordedEdit]:
    """Edited at once, and the same edit as it is stored and read again."""
    stored = record_edit(analysis, edit).model_dump(mode="json")
    (recorded,), notices = read_edits([stored])
    assert notices == ()
    return apply_edit(analysis, edit, STUDY), recorded


def test_a_name_is_there_at_once_and_stays(first: Analysis) -> None:
    worst = first.summary.friction_points[0]
    edited, recorded = after(first, Rename(theme=worst.key, name="  What hurts most "))
    renamed = theme(edited, worst.key)
    assert (renamed.name, renamed.named_by, renamed.curated) == ("What hurts most", "researcher", True)
    claims = (edited.summary.headline, *edited.summary.overview)
    assert not any(f"\u201c{worst.name}\u201d" in claim.text for claim in claims)
    assert verify(edited, STUDY) == ()
    again = analysed([*STUDY, *(interview(n) for n in range(18, 36))], edited, [recorded])
    assert theme(again, worst.key).name == "What hurts most"
    assert theme(again, worst.key).count.people > renamed.count.people


def test_without_the_analysis_before_the_edits_alone_carry_name_and_statements(first: Analysis) -> None:
    worst = first.summary.friction_points[0]
    _, recorded = after(first, Rename(theme=worst.key, name="What hurts most"))
    again = analysed(STUDY, None, [recorded])
    assert set(places(again, theme(again, worst.key))) == set(places(first, worst))


def test_merged_themes_stay_one(first: Analysis) -> None:
    into, other = first.summary.friction_points[:2]
    edited, recorded = after(first, Merge(themes=(other.key,), into=into.key))
    merged = theme(edited, into.key)
    assert set(merged.statements) == {*into.statements, *other.statements}
    assert (merged.name, merged.mentions) == (into.name, into.mentions + other.mentions)
    again = analysed(STUDY, edited, [recorded])
    assert set(places(again, theme(again, into.key))) == set(places(edited, merged))
    assert other.key not in {found.key for found in themes_of(again)}


def test_what_was_split_stays_apart(first: Analysis) -> None:
    worst = first.summary.friction_points[0]
    apart = tuple(places(first, worst)[:2])
    edit = Split(theme=worst.key, statements=apart, name="Something else")
    edited, recorded = after(first, edit)
    again = analysed(STUDY, edited, [recorded])
    for analysis in (edited, again):
        assert theme(analysis, edit.key).name == "Something else"
        assert set(places(analysis, theme(analysis, edit.key))) >= set(apart)
        assert not set(places(analysis, theme(analysis, worst.key))) & set(apart)


def test_what_was_moved_out_stays_out(first: Analysis) -> None:
    worst = first.summary.friction_points[0]
    out = places(first, worst)[0]
    edited, recorded = after(first, Move(statements=(out,), to=None))
    for analysis in (edited, analysed([*STUDY, interview(18)], edited, [recorded])):
        assert all(out not in places(analysis, found) for found in themes_of(analysis))
        assert verify(analysis, [*STUDY, interview(18)][: analysis.interviews]) == ()


def test_a_complaint_put_among_the_praise_is_praise(first: Analysis) -> None:
    worst, best = first.summary.friction_points[0], first.summary.success_factors[0]
    moved = places(first, worst)[0]
    edited, recorded = after(first, Move(statements=(moved,), to=best.key))
    for analysis in (edited, analysed(STUDY, edited, [recorded])):
        assert moved in places(analysis, theme(analysis, best.key))
        assert moved not in places(analysis, theme(analysis, worst.key))
        (read,) = (s for s in analysis.statements if place_of(s) == moved)
        assert read.polarity is Polarity.SUCCESS


def test_a_pinned_quote_stands_first_until_it_is_unpinned(first: Analysis) -> None:
    worst = first.summary.friction_points[0]
    last = places(first, worst)[-1]
    edited, recorded = after(first, Pin(theme=worst.key, quote=last))
    again = analysed(STUDY, edited, [recorded])
    for analysis in (edited, again):
        assert (place_of(theme(analysis, worst.key).quotes[0]), theme(analysis, worst.key).pinned) == (last, 1)
    unpinned, _ = after(edited, Unpin(theme=worst.key, quote=last))
    assert theme(unpinned, worst.key).pinned == 0


def test_a_description_is_the_researchers(first: Analysis) -> None:
    worst = first.summary.friction_points[0]
    edited, recorded = after(first, Describe(theme=worst.key, description="It costs us mornings."))
    again = analysed(STUDY, edited, [recorded])
    assert {theme(a, worst.key).description for a in (edited, again)} == {"It costs us mornings."}


def test_when_words_are_withdrawn_the_rest_of_the_edit_holds(first: Analysis) -> None:
    worst = first.summary.friction_points[0]
    edited, recorded = after(first, Rename(theme=worst.key, name="What hurts most"))
    gone = {first.statements[i].interview_id for i in worst.statements[:1]}
    left = [transcript for transcript in STUDY if transcript.interview_id not in gone]
    again = analysed(left, None, [recorded])
    assert theme(again, worst.key).name == "What hurts most"
    assert again.notices == analysed(left).notices
    nobody = [t for t in STUDY if t.interview_id not in {first.statements[i].interview_id for i in worst.statements}]
    assert any("edited theme" in notice for notice in analysed(nobody, edited, [recorded]).notices)


def test_a_correction_that_shifts_the_words_keeps_them_in_the_theme(first: Analysis) -> None:
    worst = first.summary.friction_points[0]
    _, recorded = after(first, Rename(theme=worst.key, name="What hurts most"))
    target = first.statements[worst.statements[0]]
    corrected = [
        Transcript(
            t.interview_id,
            t.participant_id,
            tuple(
                TranscriptMessage(
                    m.seq, m.speaker, m.text.replace("The ", "Our ").replace("for us", "for all of us"), m.message_id
                )
                for m in t.messages
            ),
        )
        for t in STUDY
    ]
    again = analysed(corrected, None, [recorded])
    held = {again.statements[i].message_id for i in theme(again, worst.key).statements}
    assert target.message_id in held


@pytest.mark.parametrize(
    "edit",
    [
        Rename(theme="gone", name="New"),
        Merge(themes=("gone",), into="gone too"),
        Move(statements=(Place("m0-3", 0, 10),), to="gone"),
        Move(statements=(Place("nowhere", 0, 10),), to=None),
        Pin(theme="gone", quote=Place("m0-3", 0, 10)),
    ],
)
def test_what_cannot_be_done_is_refused_now_and_reported_later(first: Analysis, edit: Edit) -> None:
    with pytest.raises(EditError):
        apply_edit(first, edit, STUDY)
    curation = fold([RecordedEdit(edit=edit, held=())])
    assert edit.kind == "move" or "no longer apply" in curation.notices[0]
    assert curation.themes == ()


def test_edits_that_make_no_sense_are_refused_in_words(first: Analysis) -> None:
    worst, second = first.summary.friction_points[:2]
    best = first.summary.success_factors[0]
    elsewhere = places(first, second)[0]
    for edit in (
        Rename(theme=worst.key, name=second.name.upper()),
        Merge(themes=(worst.key,), into=worst.key),
        Merge(themes=(best.key,), into=worst.key),
        Split(theme=worst.key, statements=tuple(places(first, worst)), name="All of it"),
        Split(theme=worst.key, statements=(elsewhere,), name="Not mine"),
        Pin(theme=worst.key, quote=elsewhere),
        Unpin(theme=worst.key, quote=places(first, worst)[0]),
    ):
        with pytest.raises(EditError, match=r"\.$"):
            record_edit(first, edit)


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "two\nlines", "x" * 81])
def test_names_that_cannot_be_shown_are_not_taken(name: str) -> None:
    with pytest.raises(ValidationError):
        Rename(theme="k", name=name)


def test_stored_rows_that_cannot_be_read_are_reported() -> None:
    edits, notices = read_edits([{"edit": {"kind": "explode"}, "held": []}, None, "x"])
    assert edits == ()
    assert "3" in notices[0]


def test_the_same_data_give_the_same_analysis_with_and_without_the_one_before(first: Analysis) -> None:
    assert analysed(STUDY, first) == first


def test_new_interviews_keep_keys_and_names(first: Analysis) -> None:
    again = analysed([*STUDY, *(interview(n) for n in range(18, 24))], first)
    names = {found.key: found.name for found in themes_of(again)}
    assert all(names.get(found.key) == found.name for found in themes_of(first))
    assert len(names) == len(themes_of(again))


class Edited(RuleBasedStateMachine):
    """Any edits and analyses, in any order."""

    @initialize()
    def begin(self) -> None:
        self.transcripts = [interview(number) for number in range(12)]
        self.analysis = analysed(self.transcripts)
        self.edits: list[RecordedEdit] = []
        self.names: dict[str, str] = {}
        self.pins: dict[str, set[Place]] = {}

    def _do(self, edit: Edit) -> bool:
        try:
            recorded = record_edit(self.analysis, edit)
            self.analysis = apply_edit(self.analysis, edit, self.transcripts)
        except EditError:
            return False
        self.edits.append(RecordedEdit.model_validate_json(recorded.model_dump_json()))
        return True

    def _theme(self, data: st.DataObject) -> Theme:
        return data.draw(st.sampled_from(themes_of(self.analysis)))

    def _some(self, data: st.DataObject, found: Theme) -> tuple[Place, ...]:
        return tuple(data.draw(st.lists(st.sampled_from(places(self.analysis, found)), min_size=1, max_size=4)))

    def _has_themes(self) -> bool:
        return bool(themes_of(self.analysis))

    @precondition(_has_themes)
    @rule(data=st.data(), number=st.integers(0, 99))
    def rename(self, data: st.DataObject, number: int) -> None:
        key = self._theme(data).key
        if self._do(Rename(theme=key, name=f"Name {number}")):
            self.names[key] = f"Name {number}"

    @precondition(_has_themes)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        into, other = self._theme(data), self._theme(data)
        if self._do(Merge(themes=(other.key,), into=into.key)):
            self.names.pop(other.key, None)
            self.pins.setdefault(into.key, set()).update(self.pins.pop(other.key, set()))

    @precondition(_has_themes)
    @rule(data=st.data(), number=st.integers(0, 99))
    def split(self, data: st.DataObject, number: int) -> None:
        found = self._theme(data)
        edit = Split(theme=found.key, statements=self._some(data, found), name=f"Part {number}")
        if self._do(edit):
            self.names[edit.key] = f"Part {number}"
            gone = self.pins.get(found.key, set()) & set(edit.statements)
            self.pins.setdefault(found.key, set()).difference_update(gone)
            self.pins.setdefault(edit.key, set()).update(gone)

    @precondition(_has_themes)
    @rule(data=st.data(), out=st.booleans())
    def move(self, data: st.DataObject, out: bool) -> None:
        moved, to = self._some(data, self._theme(data)), self._theme(data).key
        if self._do(Move(statements=moved, to=None if out else to)):
            for key, pins in self.pins.items():
                if out or key != to:
                    pins.difference_update(moved)

    @precondition(_has_themes)
    @rule(data=st.data())
    def pin(self, data: st.DataObject) -> None:
        found = self._theme(data)
        (quote,) = self._some(data, found)[:1]
        if self._do(Pin(theme=found.key, quote=quote)):
            self.pins.setdefault(found.key, set()).add(quote)

    @rule(new=st.integers(0, 4))
    def analyse_again(self, new: int) -> None:
        known = len(self.transcripts)
        self.transcripts += [interview(number) for number in range(known, known + new)]
        self.analysis = analysed(self.transcripts, self.analysis, self.edits)

    @rule()
    def analyse_with_the_edits_alone(self) -> None:
        self.analysis = analysed(self.transcripts, None, self.edits)

    @invariant()
    def every_number_and_quote_holds(self) -> None:
        assert verify(self.analysis, self.transcripts) == ()

    @invariant()
    def each_statement_is_in_one_theme_of_a_kind(self) -> None:
        for polarity in (Polarity.FRICTION, Polarity.SUCCESS):
            inside = [i for t in themes_of(self.analysis) if t.polarity is polarity for i in t.statements]
            assert len(inside) == len(set(inside))
            assert {self.analysis.statements[i].polarity for i in inside} <= {polarity, Polarity.MIXED}
        keys = [found.key for found in themes_of(self.analysis)]
        assert len(keys) == len(set(keys))

    @invariant()
    def edited_names_and_pins_survive(self) -> None:
        present = {found.key: found for found in themes_of(self.analysis)}
        for key, name in self.names.items():
            if key in present:
                assert present[key].name == name
        for key, pins in self.pins.items():
            if key in present:
                found = present[key]
                assert {place_of(quote) for quote in found.quotes[: found.pinned]} == pins


TestEdited = Edited.TestCase
TestEdited.settings = settings(
    max_examples=8, stateful_step_count=8, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
