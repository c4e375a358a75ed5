"""From what services return to what the study pages show."""

from app.http.dependencies import Services
from app.interviews.schemas import InterviewRead
from app.interviews.transcripts import SHOWN
from app.pages.views import Attribute, Funnel, InterviewRow, InterviewsView, Option, StudyHead, StudyRow
from app.studies.schemas import StudyRead
from interview_engine import LANGUAGES

_LANGUAGE_NAMES = {"de": "German", "en": "English", "es": "Spanish", "fr": "French", "pt": "Portuguese"}


def head(study: StudyRead) -> StudyHead:
    return StudyHead(
        id=str(study.id),
        title=study.title,
        question=study.question,
        status=study.status.value,
        language=study.language,
        sample=study.sample,
    )


def study_row(study: StudyRead) -> StudyRow:
    return StudyRow(
        id=str(study.id),
        title=study.title,
        question=study.question,
        status=study.status.value,
        language=language_name(study.language),
        interviews_total=study.counts.total,
        interviews_completed=study.counts.completed + study.counts.imported,
        last_activity=study.last_activity,
        sample=study.sample,
    )


def language_name(language: str) -> str:
    """The name of a language in the language of the researcher's pages; its code where none is known."""
    return _LANGUAGE_NAMES.get(language, language)


def language_options() -> tuple[Option, ...]:
    """The languages in which interviews can be held, English first."""
    return tuple(Option(code, language_name(code)) for code in sorted(LANGUAGES, key=lambda code: (code != "en", code)))


def participant_url(services: Services, study: StudyRead) -> str:
    return f"{services.settings.public_url}/s/{study.link_token}"


def attributes(pairs: dict[str, str]) -> tuple[Attribute, ...]:
    return tuple(Attribute(name=name, value=value) for name, value in sorted(pairs.items()))


def interviews_view(study: StudyRead, interviews: list[InterviewRead], *, first: int) -> InterviewsView:
    """One page of the list; ``first`` counts from 1."""
    counts = study.counts
    base = f"/studies/{study.id}?first="
    return InterviewsView(
        study_id=str(study.id),
        funnel=Funnel(
            started=counts.started,
            silent=counts.silent,
            active=counts.active,
            completed=counts.completed,
            stopped=counts.stopped,
            imported=counts.imported,
        ),
        rows=tuple(_row(interview) for interview in interviews),
        first=first,
        total=counts.total,
        previous_url=f"{base}{max(1, first - SHOWN)}#interviews" if first > 1 else None,
        next_url=f"{base}{first + SHOWN}#interviews" if first + SHOWN <= counts.total else None,
    )


def _row(interview: InterviewRead) -> InterviewRow:
    return InterviewRow(
        id=str(interview.id),
        label=interview.participant,
        source=interview.source.value,
        status=interview.status.value,
        answers=interview.answers,
        last_words=interview.last_words,
        started_at=interview.started_at,
        attributes=attributes(interview.attributes),
        distress=interview.distress,
    )
