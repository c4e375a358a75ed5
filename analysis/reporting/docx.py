"""The report as a Word document: the same content as text, headings, lists and tables, written with no library.

A DOCX file is a zip of XML parts (ECMA-376); the few that a plain document needs are small. Styles are Word's own
heading and table styles, so that whoever opens the file can restyle it in one step.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from analysis.findings import Count, MagicSummary, Quote, Spread, Theme
from analysis.reporting.change_section import change_section, shares_in_words
from analysis.reporting.content import ReportContent, printable
from analysis.reporting.directions import direction, told
from analysis.reporting.docx_logo import DocxLogo
from analysis.reporting.funnel import Funnel, steepest_loss
from analysis.reporting.html_report import asset, steadiness
from analysis.reporting.listed_evidence import quotes_of
from analysis.reporting.names import (
    action_words,
    attribute_name,
    journey_name,
    kpi_entry,
    kpi_name,
    kpis_in,
    stage_name,
    team_name,
)
from analysis.reporting.outcome_section import OutcomeSection, outcome_section
from analysis.reporting.tables import segment_tables, sentiment_by_segment, sentiment_by_stage, voices
from analysis.summary.wording import amount, amount_interval, in_words, percent

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes
_PARTS: Final = ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/numbering.xml")
_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOTHING: Final = "\u2013"
_QUOTES: Final = 3
_SAID_OTHERWISE: Final = 2


def render_docx(content: ReportContent) -> bytes:
    """The report as a DOCX file; the same content gives the same bytes."""
    body = "".join(_Document(content).blocks())
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_W}"><w:body>{body}'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1247" w:bottom="1304" '
        'w:left="1247" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    written: dict[str, str | bytes] = {part: asset(f"docx/{part}").decode() for part in _PARTS}
    written["word/styles.xml"] = asset("docx/word/styles.xml").decode().replace("16283A", content.brand.on_paper[1:])
    written["word/document.xml"] = document
    written["docProps/core.xml"] = _properties(content)
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
        yield logo.paragraph if logo else _paragraph(content.brand.name, "Subtitle")
        yield _paragraph(content.study_title, "Title")
        yield _paragraph(content.research_question, "Subtitle")
        day = content.created.strftime("%d %B %Y").lstrip("0")
        yield _paragraph(f"{day} · people: {analysis.people} · interviews: {analysis.interviews}")
        yield _paragraph("Executive summary", "Heading1")
        if summary is None:
            yield _paragraph("Nobody has said anything that can be coded yet.")
        else:
            yield _paragraph(summary.headline.text, "IntenseQuote")
            yield from _items([claim.text for claim in summary.overview])
            yield from self._metrics(summary)
            yield from self._themes("Friction points", summary.friction_points)
            yield from self._themes("Success factors", summary.success_factors)
            yield from self._segments(summary)
            yield from self._change()
            yield from self._outcomes()
            yield from self._next_steps(summary)
        yield from self._method(summary)

    def _metrics(self, summary: MagicSummary) -> Iterator[str]:
        yield _paragraph("Key metrics", "Heading1")
        figures = [figure for claim in summary.measured for figure in claim.figures]
        surest = [figure for figure in figures if figure.spread is Spread.INTERVAL]
        if surest:
            middles = [
                (kpi_name(f.kpi), amount(f), amount_interval(f), str(f.people), kpi_entry(f.kpi).better) for f in surest
            ]
            yield _table(("Measure (KPI)", "Middle answer", "95 % interval", "People", "Direction"), middles)
        yield from _items([claim.text for claim in summary.measured if not any(f in surest for f in claim.figures)])
        if self._content.funnel:
            yield _paragraph("Funnel and drop-offs", "Heading2")
            yield from self._funnel(self._content.funnel)
        yield _paragraph("Feedback and sentiment", "Heading2")
        yield _table(
            ("People", "Count", "95 % interval"),
            [(share.label, in_words(share.counted), _interval(share.counted)) for share in voices(self._analysis)],
        )
        stages = sentiment_by_stage(self._analysis)
        for table in (*((stages,) if stages else ()), *sentiment_by_segment(self._analysis, self._content.segments)):
            rows = [(row.label, in_words(row.friction), in_words(row.success)) for row in table.rows]
            yield _table((attribute_name(table.by) or "Stage", "Friction", "Success"), rows)

    def _funnel(self, funnel: Funnel) -> Iterator[str]:
        rows = [
            (f"{step.name}: {step.question}" if step.question else step.name, f"{step.number:,}")
            for step in funnel.steps
        ]
        yield _table(("Step", "Number"), rows)
        yield from (_paragraph(sentence) for sentence in (steepest_loss(funnel), *funnel.notes) if sentence)

    def _themes(self, title: str, themes: Sequence[Theme]) -> Iterator[str]:
        yield _paragraph(title, "Heading1")
        if not themes:
            yield _paragraph("None shared by several people yet.")
        for number, theme in enumerate(themes, start=1):
            yield _paragraph(f"{number}. {theme.name}", "Heading2")
            facts = [in_words(theme.count), f"95 % interval {_interval(theme.count)}"]
            facts += [f"stage: {stage_name(theme.stage, self._analysis.summary)}"] if theme.stage else []
            facts += [f"team: {team_name(theme.owner_team)}"] if theme.owner_team else []
            facts += [f"KPI: {kpi_name(theme.kpis[0])}"] if theme.kpis else []
            if theme.stability is not None:
                facts.append(f"steadiness: {steadiness(theme.stability)} ({percent(theme.stability)})")
            yield _paragraph(" · ".join(facts))
            yield from map(self._quote, theme.quotes[:_QUOTES])
            if theme.disconfirming:
                yield _paragraph("Others say otherwise:")
                yield from map(self._quote, theme.disconfirming[:_SAID_OTHERWISE])

    def _quote(self, quote: Quote) -> str:
        speaker = self._speakers.get(quote.interview_id, "A participant")
        number = self._numbers[quote.interview_id, quote.message_id, quote.start, quote.end]
        said = _paragraph(f"\u201c{printable(quote.text)}\u201d", "Quote")
        return said + _paragraph(f"{speaker} · evidence {number}", "Caption")

    def _segments(self, summary: MagicSummary) -> Iterator[str]:
        yield _paragraph("Segments", "Heading1")
        if summary.segment_notes:
            yield from _items([claim.text for claim in summary.segment_notes])
        else:
            yield _paragraph("No difference between segments holds.")
        for table in segment_tables((*summary.friction_points, *summary.success_factors)):
            head = (
                f"Theme, by {attribute_name(table.attribute)}",
                *(f"{value} ({size})" for value, size in table.values),
            )
            rows = [
                (theme.name, *(percent(c.share) if c else _NOTHING for c in counts)) for theme, counts in table.rows
            ]
            yield _table(head, rows)
        if summary.journey:
            yield _paragraph("Journey", "Heading1")
            if called := journey_name(summary.journey.model):
                yield _paragraph(f"By the stages of: {called}.")
            yield from _items([claim.text for claim in summary.journey.claims])
            steps = [
                (s.name + (" (breaks here)" if s.breaks else ""), in_words(s.friction), in_words(s.success))
                for s in summary.journey.steps
            ]
            yield _table(("Stage", "Friction", "Success"), steps)

    def _change(self) -> Iterator[str]:
        change = change_section(self._content.change)
        if change is None:
            return
        yield _paragraph("Change since the last wave", "Heading1")
        yield from _items([claim.text for claim in change.claims] or ["No theme changed by more than chance would."])
        yield from map(_paragraph, change.notices)
        rows = [
            (f"{row.name} ({row.polarity})", *shares_in_words(row), row.difference, row.verdict) for row in change.rows
        ]
        if rows:
            yield _table(("Theme", *change.waves, "Last change (95 %)", "Verdict"), rows)
        if change.metrics:
            yield _paragraph("Amounts that people named, wave by wave", "Heading2")
            metrics = [(row.name, *row.figures, row.verdict) for row in change.metrics]
            yield _table(("Measure (KPI)", *change.waves, "Verdict"), metrics)
        yield from _items(change.method)

    def _outcomes(self) -> Iterator[str]:
        if self._content.outcomes:
            yield _paragraph("Leading indicators", "Heading1")
        for outcome in map(outcome_section, self._content.outcomes):
            yield _paragraph(outcome.name, "Heading2")
            yield from self._outcome(outcome)

    @staticmethod
    def _outcome(outcome: OutcomeSection) -> Iterator[str]:
        if outcome.refusal:
            yield _paragraph(f"Nothing is said about it. {outcome.refusal}")
            return
        yield from _items([claim.text for claim in outcome.claims] or [outcome.nothing_named])
        yield _paragraph(f"{outcome.caution} {outcome.skill}")
        rows = [
            (row.name, row.having, row.others, row.difference, row.adjusted, "yes" if row.holds else "no")
            for row in outcome.rows
        ]
        if rows:
            yield _table(("Theme or segment", "With it", "Without it", "Difference", "All else equal", "Holds"), rows)

    def _next_steps(self, summary: MagicSummary) -> Iterator[str]:
        if summary.actions:
            yield _paragraph("Actions and next steps", "Heading1")
            rows = [
                (
                    f"{action.text} {action.why.text}",
                    told.team or "\u2013",
                    told.kpi or "\u2013",
                    told.aim,
                )
                for action in summary.actions
                for told in (action_words(action, summary),)
            ]
            yield _table(("Action and why", "Team", "KPI to watch", "Aim"), rows)
        if summary.saturation:
            yield _paragraph("Enough interviews?", "Heading1")
            yield _paragraph(summary.saturation.verdict.value.replace("_", " ").capitalize() + ".")
            yield from _items([claim.text for claim in summary.saturation.advice])

    def _method(self, summary: MagicSummary | None) -> Iterator[str]:
        yield _paragraph("Method and limits", "Heading1")
        yield from _items([*(summary.limits if summary else ()), *self._content.method_notes, *self._analysis.notices])
        if summary and (entries := kpis_in(summary, detailed=None)):
            yield _paragraph("Measures used in this report", "Heading2")
            yield from _items([f"{entry.name}: {entry.definition}" for entry in entries])


def _interval(counted: Count) -> str:
    return f"{percent(counted.low)} to {percent(counted.high)}"


def _items(texts: Sequence[str]) -> Iterator[str]:
    return (_paragraph(text, "ListBullet") for text in texts)


def _paragraph(text: str, style: str = "") -> str:
    backwards = direction(text) == "rtl"
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    set_so = ("<w:bidi/>", "<w:rPr><w:rtl/></w:rPr>") if backwards else ("", "")
    words = f'<w:t xml:space="preserve">{_xml(told(text))}</w:t>'
    return f"<w:p><w:pPr>{named}{set_so[0]}</w:pPr><w:r>{set_so[1]}{words}</w:r></w:p>"


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", printable(text)))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    grid = "<w:gridCol/>" * len(head)
    header = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(_cell(t, 'TableHead') for t in head)}</w:tr>"
    lines = (f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(map(_cell, row))}</w:tr>" for row in rows)
    look = '<w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
    # Word wants a paragraph after a table.
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{header}{''.join(lines)}</w:tbl><w:p/>"


def _cell(text: str, style: str = "TableText") -> str:
    return f"<w:tc><w:tcPr/>{_paragraph(text, style)}</w:tc>"


def _properties(content: ReportContent) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_xml(content.study_title)}</dc:title><dc:subject>{_xml(content.research_question)}</dc:subject>"
        f"<dc:creator>{_xml(content.brand.name)}</dc:creator><dc:language>en</dc:language>"
        f"<dcterms:created xsi:type={quoteattr('dcterms:W3CDTF')}>{content.created.isoformat()}T00:00:00Z"
        "</dcterms:created></cp:coreProperties>"
    )
