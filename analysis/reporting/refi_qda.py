"""An analysis as a REFI-QDA project (.qdpx), which programs for qualitative analysis exchange.

The project exchange format of the Rotterdam Exchange Format Initiative, version 1.0: a zip with ``project.qde`` and the
sources as UTF-8 text. Positions count Unicode characters of a source from 0; the end is the one after the last.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from analysis.findings import Analysis, Polarity, Theme
from analysis.reading.statements import message_name
from interview_engine.transcript import Speaker, Transcript

_NAMESPACE: Final = "urn:QDA-XML:project:1.0"
_OURS: Final = uuid5(NAMESPACE_URL, "urn:verbatim:refi-qda")
_LONGEST_NAME: Final = 80
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same analysis gives the same bytes
_COLOURS: Final = {Polarity.FRICTION: "#B5482F", Polarity.SUCCESS: "#2C7A5B"}
# What XML 1.0 cannot hold is replaced one for one, and so is every form of line break but "\n": programs normalise
# those when they read a file, and a character that vanishes would move every position after it.
_UNUSABLE: Final = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NAMES: Final = {Speaker.INTERVIEWER: "Interviewer", Speaker.PARTICIPANT: "Participant"}


@dataclass(frozen=True, slots=True)
class _Source:
    """A transcript as one text; ``starts`` is where each message's own words begin in it."""

    transcript: Transcript
    text: str
    starts: Mapping[str, int]


def export_refi_qda(
    analysis: Analysis,
    transcripts: Sequence[Transcript],
    *,
    name: str,
    created: date,
    labels: Mapping[str, str] | None = None,
) -> bytes:
    """The project as the bytes of a .qdpx file; the same input gives the same bytes.

    Themes become codes under "Friction" and "Success", their statements coded selections, participants cases with
    their attributes as variables. ``labels`` names interviews.
    """
    sources = [_as_source(transcript) for transcript in transcripts]
    labels = labels or {}
    project = Element(
        "Project",
        {
            "xmlns": _NAMESPACE,
            "name": clean(name) or "Study",
            "origin": "Verbatim",
            "creatingUserGUID": _guid("user"),
            "creationDateTime": f"{created.isoformat()}T00:00:00Z",
        },
    )
    SubElement(SubElement(project, "Users"), "User", {"guid": _guid("user"), "name": "Verbatim"})
    themes = _themes(analysis)
    _write_codes(project, themes)
    _write_people(project, transcripts, labels)
    if sources:
        _write_sources(project, sources, list(_selections(analysis, themes)), labels, created)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        document = ET.tostring(project, encoding="utf-8", xml_declaration=True)
        archive.writestr(zipfile.ZipInfo("project.qde", _EPOCH), document, zipfile.ZIP_DEFLATED)
        for source in sources:
            file = zipfile.ZipInfo(f"Sources/{_guid('source', source.transcript.interview_id)}.txt", _EPOCH)
            archive.writestr(file, source.text.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def clean(text: str) -> str:
    """Text in which every character that a program might drop or change became a space: as long as before."""
    return _UNUSABLE.sub(" ", text)


def _as_source(transcript: Transcript) -> _Source:
    starts: dict[str, int] = {}
    parts: list[str] = []
    length = 0
    for message in transcript.messages:
        opening = f"{_NAMES[message.speaker]}: "
        starts[message_name(message)] = length + len(opening)
        parts += [opening, clean(message.text), "\n\n"]
        length += len(opening) + len(message.text) + 2
    return _Source(transcript, "".join(parts), starts)


def _themes(analysis: Analysis) -> tuple[Theme, ...]:
    summary = analysis.summary
    return (*summary.friction_points, *summary.success_factors) if summary else ()


def _write_codes(project: Element, themes: Sequence[Theme]) -> None:
    if not themes:
        return
    codes = SubElement(SubElement(project, "CodeBook"), "Codes")
    for polarity, name in ((Polarity.FRICTION, "Friction"), (Polarity.SUCCESS, "Success")):
        members = [theme for theme in themes if theme.polarity is polarity]
        if not members:
            continue
        parent = SubElement(
            codes,
            "Code",
            {"guid": _guid("code", polarity.value), "name": name, "isCodable": "false", "color": _COLOURS[polarity]},
        )
        for theme in members:
            code = SubElement(
                parent,
                "Code",
                {
                    "guid": _guid("code", polarity.value, theme.key),
                    "name": clean(theme.name),
                    "isCodable": "true",
                    "color": _COLOURS[polarity],
                },
            )
            people = f"{theme.count.people} of {theme.count.of} people"
            SubElement(code, "Description").text = f"{clean(theme.description)} ({people})"


def _write_people(project: Element, transcripts: Sequence[Transcript], labels: Mapping[str, str]) -> None:
    attributes = sorted({name for transcript in transcripts for name in transcript.segments})
    if attributes:
        variables = SubElement(project, "Variables")
        for name in attributes:
            about = {"guid": _guid("variable", name), "name": clean(name), "typeOfVariable": "Text"}
            SubElement(variables, "Variable", about)
    people: dict[str, list[Transcript]] = {}
    for transcript in transcripts:
        people.setdefault(transcript.participant_id, []).append(transcript)
    if not people:
        return
    cases = SubElement(project, "Cases")
    for person, held in people.items():
        label = labels.get(held[0].interview_id, person)
        case = SubElement(cases, "Case", {"guid": _guid("case", person), "name": clean(label)})
        for name, value in sorted({name: value for t in held for name, value in t.segments.items()}.items()):
            given = SubElement(case, "VariableValue")
            SubElement(given, "VariableRef", {"targetGUID": _guid("variable", name)})
            SubElement(given, "TextValue").text = clean(value)
        for transcript in held:
            SubElement(case, "SourceRef", {"targetGUID": _guid("source", transcript.interview_id)})


_Place = tuple[str, str, int, int]


def _selections(analysis: Analysis, themes: Sequence[Theme]) -> Iterator[tuple[_Place, list[Theme]]]:
    """Each coded place once, with the themes that it belongs to."""
    coded: dict[_Place, list[Theme]] = {}
    for theme in themes:
        for place in theme.statements:
            if place < len(analysis.statements):
                statement = analysis.statements[place]
                where = (statement.interview_id, statement.message_id, statement.start, statement.end)
                coded.setdefault(where, []).append(theme)
    yield from coded.items()


def _write_sources(
    project: Element,
    sources: Sequence[_Source],
    selections: Sequence[tuple[_Place, list[Theme]]],
    labels: Mapping[str, str],
    created: date,
) -> None:
    at, user = f"{created.isoformat()}T00:00:00Z", _guid("user")
    coded: dict[str, list[tuple[_Place, list[Theme]]]] = {}
    for place, themes in selections:
        coded.setdefault(place[0], []).append((place, themes))
    parent = SubElement(project, "Sources")
    for source in sources:
        interview = source.transcript.interview_id
        guid = _guid("source", interview)
        about = {
            "guid": guid,
            "name": clean(labels.get(interview, interview)),
            "plainTextPath": f"internal://{guid}.txt",
        }
        element = SubElement(parent, "TextSource", about | {"creatingUser": user, "creationDateTime": at})
        for place, themes in coded.get(interview, ()):
            _, message, start, end = place
            if message not in source.starts:
                continue
            begin = source.starts[message]
            span = {"startPosition": str(begin + start), "endPosition": str(begin + end)}
            words = source.text[begin + start : begin + end]
            named = {"guid": _guid("selection", *map(str, place)), "name": words[:_LONGEST_NAME]}
            selection = SubElement(element, "PlainTextSelection", named | span | {"creatingUser": user})
            for theme in themes:
                mark = {"guid": _guid("coding", *map(str, place), theme.key), "creatingUser": user}
                coding = SubElement(selection, "Coding", mark)
                SubElement(coding, "CodeRef", {"targetGUID": _guid("code", theme.polarity.value, theme.key)})


def _guid(*parts: str) -> str:
    """A name-based identifier (RFC 9562, version 5): the same thing is the same in every export."""
    # Escaped: half a surrogate pair has no encoding.
    return str(uuid5(_OURS, "\x1f".join(parts).encode("unicode_escape").decode("ascii")))
