"""The analysis as stages that can be called one by one, so that a durable job can stop and go on between them.

extract -> embed (by the caller, in batches, from its cache) -> label -> compute -> join -> name -> conclude ->
word. ``interpret`` runs all from label on. All but labelling, joining, naming and wording is synchronous CPU work that
an application pushes to a thread.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.errors import VectorShapeError
from analysis.findings import Analysis, Statement
from analysis.reading.coding import code_statements
from analysis.reading.labelled import NOT_LABELLED, Labeller, Labels
from analysis.reading.stages import model_named
from analysis.reading.statements import Extraction
from analysis.summary.magic_summary import summarise
from analysis.summary.prose import write_with_model
from analysis.summary.saturation import Targets
from analysis.theming.continuity import PreviousTheme
from analysis.theming.curation import Curation, settle
from analysis.theming.discovery import find_themes
from analysis.theming.joining import NOTHING_JOINED, Joined, join_with_model
from analysis.theming.linking import Linker
from analysis.theming.naming import name_with_model
from analysis.theming.themes import FoundThemes, People, people_heard
from interview_engine.llm import LanguageModel
from interview_engine.transcript import Speaker, Transcript

NOTHING_EDITED: Final = Curation()
BY_WORDS: Final = Linker()


@dataclass(frozen=True, slots=True)
class Computed:
    """What is known before anything is named by a model: read statements, and themes with their offline names."""

    statements: tuple[Statement, ...]
    themes: FoundThemes
    people: People
    interviews: int
    set_aside: int
    notices: tuple[str, ...] = ()
    stage_model: str = ""


def compute(
    transcripts: Sequence[Transcript],
    extraction: Extraction,
    vectors: NDArray[np.float32],
    *,
    embedder_name: str,
    seed: int = 0,
    previous: Sequence[PreviousTheme] = (),
    curation: Curation = NOTHING_EDITED,
    linker: Linker = BY_WORDS,
    language: str = "en",
    stage_model: str = "",
    joined: Joined = NOTHING_JOINED,
    labels: Labels = NOT_LABELLED,
    grouping: NDArray[np.float32] | None = None,
    tones: NDArray[np.float32] | None = None,
) -> Computed:
    """Read polarity and find themes; ``vectors`` holds one L2-normalised row per statement of ``extraction``.

    ``grouping`` holds other vectors of them, by which they are grouped (``View.CONTENT`` of
    ``analysis.embedding.embed_views``), and ``tones`` those that polarity is read from beside the first.

    Themes of ``previous`` that are found again keep their names; ``curation`` is what the researcher made of them.
    ``linker`` puts each beside the catalogue's families. ``language`` is the study's,
    ``stage_model`` the key of the journey that the study is about; empty: it names none. ``joined`` is what ``join``
    returned for what was computed without it, ``labels`` what a language model read in the statements.
    """
    for rows in (vectors, *(view for view in (grouping, tones) if view is not None)):
        if rows.shape[:1] != (len(extraction.statements),):
            raise VectorShapeError(
                f"{len(extraction.statements)} statements came with vectors of shape {rows.shape}; embed them again."
            )
    coded = code_statements(
        extraction.statements,
        vectors,
        embedder_name=embedder_name,
        tones=tones,
        language=language,
        stage_model=stage_model,
        labels=labels,
    )
    settled = settle(curation, coded.statements)
    people = people_heard(transcripts)
    held = (any(message.speaker is Speaker.PARTICIPANT for message in t.messages) for t in transcripts)
    found = find_themes(
        settled.statements,
        vectors,
        people,
        seed=seed,
        previous=previous,
        settled=settled,
        together=joined.together,
        grouping=grouping,
    )
    success, friction = (
        tuple(linker.linked(theme, settled.statements, vectors) for theme in themes)
        for themes in (found.success, found.friction)
    )
    return Computed(
        statements=settled.statements,
        themes=replace(found, success=success, friction=friction),
        people=people,
        interviews=sum(held),
        set_aside=extraction.set_aside,
        notices=(*coded.notices, *settled.notices, *joined.notices),
        stage_model=stage_model,
    )


async def label(extraction: Extraction, reader: LanguageModel | None, *, stage_model: str = "") -> Labels:
    """What ``reader`` reads in every statement; an application that stores labels asks a Labeller itself."""
    if reader is None:
        return NOT_LABELLED
    labeller = Labeller(reader, stages=model_named(stage_model))
    while await labeller.read(extraction.statements):
        pass
    return labeller.result(extraction.statements)


async def join(computed: Computed, model: LanguageModel | None) -> Joined:
    """What ``model`` says is one matter in several themes; where that changes something, compute again with it."""
    return NOTHING_JOINED if model is None else await join_with_model(computed.themes, computed.statements, model)


async def name(computed: Computed, model: LanguageModel | None) -> Computed:
    """Let ``model`` propose names, one call for each polarity; without a model nothing changes."""
    if model is None:
        return computed
    themes = computed.themes
    success = await name_with_model(themes.success, computed.statements, model, kept=themes.kept)
    friction = await name_with_model(themes.friction, computed.statements, model, kept=themes.kept)
    return replace(
        computed,
        themes=replace(themes, success=success.themes, friction=friction.themes),
        notices=(*computed.notices, *friction.notices, *success.notices),
    )


def conclude(computed: Computed, *, targets: Targets | None = None) -> Analysis:
    """Write the Magic Summary over what was computed and named; ``targets``: people wanted of each segment."""
    return Analysis(
        people=len(computed.people),
        interviews=computed.interviews,
        statements=computed.statements,
        set_aside=computed.set_aside,
        summary=summarise(
            computed.themes,
            computed.statements,
            computed.people,
            interviews=computed.interviews,
            set_aside=computed.set_aside,
            stage_model=computed.stage_model,
            targets=targets,
        ),
        notices=computed.notices,
    )


async def word(analysis: Analysis, model: LanguageModel | None) -> Analysis:
    """Let ``model`` word headline and overview, in one call; what says more than its evidence is not used."""
    if model is None or analysis.summary is None:
        return analysis
    written = await write_with_model(analysis.summary, model)
    return analysis.model_copy(update={"summary": written.summary, "notices": (*analysis.notices, *written.notices)})


async def interpret(
    transcripts: Sequence[Transcript],
    extraction: Extraction,
    vectors: NDArray[np.float32],
    *,
    embedder_name: str,
    model: LanguageModel | None = None,
    reader: LanguageModel | None = None,
    seed: int = 0,
    previous: Sequence[PreviousTheme] = (),
    curation: Curation = NOTHING_EDITED,
    linker: Linker = BY_WORDS,
    language: str = "en",
    stage_model: str = "",
    targets: Targets | None = None,
    grouping: NDArray[np.float32] | None = None,
    tones: NDArray[np.float32] | None = None,
) -> Analysis:
    """``label`` by ``reader``, ``compute`` in a thread, ``join``, ``name``, ``conclude``, ``word``.

    The same input and seed, and the same answers of the models, give the same analysis.
    """
    labels = await label(extraction, reader, stage_model=stage_model)

    def computing(joined: Joined) -> Computed:
        return compute(
            transcripts,
            extraction,
            vectors,
            embedder_name=embedder_name,
            seed=seed,
            previous=previous,
            curation=curation,
            linker=linker,
            language=language,
            stage_model=stage_model,
            joined=joined,
            labels=labels,
            grouping=grouping,
            tones=tones,
        )

    computed = await asyncio.to_thread(computing, NOTHING_JOINED)
    joined = await join(computed, model)
    if joined.says_something:
        computed = await asyncio.to_thread(computing, joined)
    return await word(conclude(await name(computed, model), targets=targets), model)
