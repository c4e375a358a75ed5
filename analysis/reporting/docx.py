"""The report as a Word document: the same content as text, headings, lists and tables, written with no library.

A DOCX file is a zip of XML parts (ECMA-376); the few that a plain document needs are small. Styles are Word's own
heading and table styles, so that whoever opens the file can restyle it in one step.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from analysis.findings import Count, MagicSummary, Quote, Spread, Theme
from analysis.reporting.change_section import change_section, shares_in_words
from analysis.reporting.content import ReportContent, printable
from analysis.reporting.docx_logo import DocxLogo
from analysis.reporting.docx_markup import document, footer, items, paragraph, properties, table
from analysis.reporting.funnel import Funnel, steepest_loss
from analysis.reporting.html_report import FIRST_STEPS, LEADING, asset, steadiness
from analysis.reporting.listed_evidence import quotes_of
from analysis.reporting.names import (
    DETAILED,
    action_words,
    journey_name,
    kpi_entry,
    kpi_name,
    kpis_in,
    stage_name,
    team_name,
)
from analysis.reporting.outcome_section import OutcomeSection, outcome_section
from analysis.reporting.tables import segment_tables, sentiment_by_segment, sentiment_by_stage, voices
from analysis.reporting.worth_knowing import worth_knowing
from analysis.summary.segments import why_no_note
from analysis.summary.wording import amount, amount_interval, attribute_name, in_words, percent

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes
_PARTS: Final = ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/numbering.xml")
_NOTHING: Final = "\u2013"
_QUOTES: Final = 3
_SAID_OTHERWISE: Final = 2
_LISTED: Final = 100


def render_docx(content: ReportContent) -> bytes:
    """The report as a DOCX file; the same content gives the same bytes."""
    written: dict[str, str | bytes] = {part: asset(f"docx/{part}").decode() for part in _PARTS}
    written["word/styles.xml"] = asset("docx/word/styles.xml").decode().replace("16283A", content.brand.on_paper[1:])
    written["word/document.xml"] = document(_Document(content).blocks())
    written["word/footer.xml"] = footer(f"{content.brand.name} \N{MIDDLE DOT} {content.study_title}")
    written["docProps/core.xml"] = properties(content)
    logo = DocxLogo.of(content.brand)
    if logo:
        written[logo.part] = logo.data
        for part, (before, more) in logo.additions.items():
            written[part] = str(written[part]).replace(before, more + before)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in written.items():
            data = held if isinstance(held, bytes) else held.encode()
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class _Document:
    def __init__(self, content: ReportContent) -> None:
        self._content = content
        self._analysis = content.analysis
        self._speakers = content.speakers()
        quotes = quotes_of(content.analysis.summary)
        self._numbers = {(q.interview_id, q.message_id, q.start, q.end): n for n, q in enumerate(quotes, start=1)}

    def blocks(self) -> Iterator[str]:
        content, analysis, summary = self._content, self._analysis, self._analysis.summary
        logo = DocxLogo.of(content.brand)
        yield logo.paragraph if logo else paragraph(content.brand.name, "Subtitle")
        yield paragraph(content.study_title, "Title")
        if content.subtitle:
            yield paragraph(content.subtitle, "Subtitle")
        day = content.created.strftime("%d %B %Y").lstrip("0")
        yield paragraph(f"{day} · people: {analysis.people} · interviews: {analysis.interviews}")
        yield paragraph("Executive summary", "Heading1")
        if summary is None:
            yield paragraph("Nobody has said anything that can be coded yet.")
        else:
            yield from self._executive(summary)
            yield from self._metrics(summary)
            yield from self._themes("Friction points", summary.friction_points)
            yield from self._themes("Success factors", summary.success_factors)
            yield from self._segments(summary)
            yield from self._change()
            yield from self._outcomes()
            yield from self._next_steps(summary)
        yield from self._method(summary)

    def _executive(self, summary: MagicSummary) -> Iterator[str]:
        """One page: what leads, what else is worth knowing, what to do first."""
        yield paragraph(summary.headline.text, "IntenseQuote")
        yield from items([claim.text for claim in summary.overview[:1]])
        leading = [
            [f"{in_words(theme.count)}: {theme.name}" for theme in themes[:LEADING]]
            for themes in (summary.friction_points, summary.success_factors)
        ]
        rows = list(zip_longest(*leading, fillvalue=""))
        if rows:
            yield table(("Leading friction points", "Leading success factors"), rows)
        yield from items([known.claim.text for known in worth_knowing(self._content)])
        if summary.actions:
            yield paragraph("What to do first", "Heading2")
            first = summary.actions[:FIRST_STEPS]
            yield from items([f"{a.text}. {action_words(a, summary).sentence}".rstrip() for a in first])

    def _metrics(self, summary: MagicSummary) -> Iterator[str]:
        measured = bool(summary.measured or self._content.funnel)
        if measured:
            yield paragraph("Key metrics", "Heading1")
        figures = [figure for claim in summary.measured for figure in claim.figures]
        surest = [figure for figure in figures if figure.spread is Spread.INTERVAL]
        if surest:
            middles = [
                (kpi_name(f.kpi), amount(f), amount_interval(f), str(f.people), kpi_entry(f.kpi).better) for f in surest
            ]
            yield table(("Measure (KPI)", "Middle answer", "95 % interval", "People", "Direction"), middles)
        yield from items([claim.text for claim in summary.measured if not any(f in surest for f in claim.figures)])
        if self._content.funnel:
            yield paragraph("Funnel and drop-offs", "Heading2")
            yield from self._funnel(self._content.funnel)
        yield paragraph("Feedback and sentiment", "Heading2" if measured else "Heading1")
        yield table(
            ("People", "Count", "95 % interval"),
            [(share.label, in_words(share.counted), _interval(share.counted)) for share in voices(self._analysis)],
        )
        stages = sentiment_by_stage(self._analysis)
        by_segment = sentiment_by_segment(self._analysis, self._content.segments)
        for sentiment in (*((stages,) if stages else ()), *by_segment):
            rows = [(row.label, in_words(row.friction), in_words(row.success)) for row in sentiment.rows]
            yield table((attribute_name(sentiment.by) or "Stage", "Friction", "Success"), rows)

    def _funnel(self, funnel: Funnel) -> Iterator[str]:
        rows = [
            (f"{step.name}: {step.question}" if step.question else step.name, f"{step.number:,}")
            for step in funnel.steps
        ]
        yield table(("Step", "Number"), rows)
        yield from (paragraph(sentence) for sentence in (steepest_loss(funnel), *funnel.notes) if sentence)

    def _themes(self, title: str, themes: Sequence[Theme]) -> Iterator[str]:
        yield paragraph(title, "Heading1")
        if not themes:
            yield paragraph("None shared by several people yet.")
        for number, theme in enumerate(themes[:DETAILED], start=1):
            yield paragraph(f"{number}. {theme.name}", "Heading2")
            facts = [in_words(theme.count), f"95 % interval {_interval(theme.count)}"]
            facts += [f"stage: {stage_name(theme.stage, self._analysis.summary)}"] if theme.stage else []
            facts += [f"team: {team_name(theme.owner_team)}"] if theme.owner_team else []
            facts += [f"KPI: {kpi_name(theme.kpis[0])}"] if theme.kpis else []
            if theme.stability is not None:
                facts.append(f"steadiness: {steadiness(theme.stability)} ({percent(theme.stability)})")
            yield paragraph(" · ".join(facts), keep=True)
            yield from map(self._quote, theme.quotes[:_QUOTES])
            if theme.disconfirming:
                yield paragraph("Others say otherwise:", keep=True)
                yield from map(self._quote, theme.disconfirming[:_SAID_OTHERWISE])
        if others := themes[DETAILED:_LISTED]:
            yield paragraph(f"More {title.lower()}", "Heading2")
            rows = [(theme.name, in_words(theme.count), _interval(theme.count)) for theme in others]
            yield table(("Theme", "People", "95 % interval"), rows)
        if len(themes) > _LISTED:
            yield paragraph(
                f"{len(themes) - _LISTED:,} smaller ones are not listed here; the platform shows all of them."
            )

    def _quote(self, quote: Quote) -> str:
        speaker = self._speakers.get(quote.interview_id, "A participant")
        number = self._numbers[quote.interview_id, quote.message_id, quote.start, quote.end]
        said = paragraph(f"\u201c{printable(quote.text)}\u201d", "Quote")
        return said + paragraph(f"{speaker} · evidence {number}", "Caption")

    def _segments(self, summary: MagicSummary) -> Iterator[str]:
        yield paragraph("Segments", "Heading1")
        if summary.segment_notes:
            yield from items([claim.text for claim in summary.segment_notes])
        else:
            yield paragraph(why_no_note((*summary.friction_points, *summary.success_factors)))
        for compared in segment_tables((*summary.friction_points, *summary.success_factors)):
            head = (
                f"Theme, by {attribute_name(compared.attribute)}",
                *(f"{value} ({size})" for value, size in compared.values),
            )
            rows = [
                (theme.name, *(percent(c.share) if c else _NOTHING for c in counts)) for theme, counts in compared.rows
            ]
            yield table(head, rows)
        if summary.journey:
            yield paragraph("Journey", "Heading1")
            if called := journey_name(summary.journey.model):
                yield paragraph(f"By the stages of: {called}.")
            yield from items([claim.text for claim in summary.journey.claims])
            steps = [
                (s.name + (" (breaks here)" if s.breaks else ""), in_words(s.friction), in_words(s.success))
                for s in summary.journey.steps
            ]
            yield table(("Stage", "Friction", "Success"), steps)

    def _change(self) -> Iterator[str]:
        change = change_section(self._content.change)
        if change is None:
            return
        yield paragraph("Change since the last wave", "Heading1")
        yield from items([claim.text for claim in change.claims] or ["No theme changed by more than chance would."])
        yield from map(paragraph, change.notices)
        rows = [
            (f"{row.name} ({row.polarity})", *shares_in_words(row), row.difference, row.verdict) for row in change.rows
        ]
        if rows:
            yield table(("Theme", *change.waves, "Last change (95 %)", "Verdict"), rows)
        if change.metrics:
            yield paragraph("Amounts that people named, wave by wave", "Heading2")
            metrics = [(row.name, *row.figures, row.verdict) for row in change.metrics]
            yield table(("Measure (KPI)", *change.waves, "Verdict"), metrics)
        yield from items(change.method)

    def _outcomes(self) -> Iterator[str]:
        if self._content.outcomes:
            yield paragraph("Leading indicators", "Heading1")
        for outcome in map(outcome_section, self._content.outcomes):
            yield paragraph(outcome.name, "Heading2")
            yield from self._outcome(outcome)

    @staticmethod
    def _outcome(outcome: OutcomeSection) -> Iterator[str]:
        if outcome.refusal:
            yield paragraph(f"Nothing is said about it. {outcome.refusal}")
            return
        yield from items([claim.text for claim in outcome.claims] or [outcome.nothing_named])
        yield paragraph(f"{outcome.caution} {outcome.skill}")
        rows = [
            (row.name, row.having, row.others, row.difference, row.adjusted, "yes" if row.holds else "no")
            for row in outcome.rows
        ]
        if rows:
            yield table(("Theme or segment", "With it", "Without it", "Difference", "All else equal", "Holds"), rows)

    def _next_steps(self, summary: MagicSummary) -> Iterator[str]:
        if summary.actions:
            yield paragraph("Actions and next steps", "Heading1")
        for number, action in enumerate(summary.actions, start=1):
            yield paragraph(f"{number}. {action.text}", "Heading2")
            yield paragraph(action.why.text)
            if who := action_words(action, summary).sentence:
                yield paragraph(who)
        if summary.saturation:
            yield paragraph("Enough interviews?", "Heading1")
            yield paragraph(summary.saturation.verdict.value.replace("_", " ").capitalize() + ".")
            yield from items([claim.text for claim in summary.saturation.advice])

    def _method(self, summary: MagicSummary | None) -> Iterator[str]:
        notes = [*(summary.limits if summary else ()), *self._content.method_notes, *self._analysis.notices]
        if notes:
            yield paragraph("Method and limits", "Heading1")
        yield from items(notes)
        if summary and (entries := kpis_in(summary)):
            yield paragraph("Measures used in this report", "Heading2")
            yield from items([f"{entry.name}: {entry.definition}" for entry in entries])


def _interval(counted: Count) -> str:
    return f"{percent(counted.low)} to {percent(counted.high)}"
