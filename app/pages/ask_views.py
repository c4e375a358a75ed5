"""From a stored answer to what its page shows."""

from collections.abc import Mapping

from analysis.asking.answers import Answer, AnswerTable, Drawn, Intent, Scope
from analysis.findings import Claim, Count, Quote
from analysis.summary.wording import attribute_name, figure_in_words
from app.asking.schemas import ThreadRead, TurnRead, Voice
from app.pages.views import (
    AnswerView,
    AskClaimView,
    AskQuoteView,
    AskRowView,
    AskTableView,
    CountView,
    QuoteView,
    TurnView,
)

WHO_ELSE = "Who else said this?"


def turn_views(thread: ThreadRead) -> tuple[TurnView, ...]:
    return tuple(_turn(turn, thread) for turn in thread.turns)


def _turn(turn: TurnRead, thread: ThreadRead) -> TurnView:
    answer = _Shown(thread.voices, across=thread.study_id is None).answer(turn.answer) if turn.answer else None
    return TurnView(turn.ordinal, turn.question, turn.asked_at, answer, can_repeat=turn.question != WHO_ELSE)


class _Shown:
    """Answers whose quotes lead to their transcripts; ``across`` several studies, they name theirs."""

    def __init__(self, voices: Mapping[str, Voice], *, across: bool) -> None:
        self._voices = voices
        self._across = across

    def answer(self, answer: Answer) -> AnswerView:
        looked_for = answer.looked_for
        claimed = [quote for claim in answer.claims for quote in claim.quotes]
        nearest = looked_for.nearest
        about: Quote | None = None
        if answer.intent is Intent.WHO_ELSE and (claimed or nearest):
            # The words asked about stand first, with whoever else said them or as the nearest that there is.
            about, nearest = (claimed or nearest)[0], ()
        return AnswerView(
            outcome=answer.outcome.value,
            about=self._quote(about) if about else None,
            only=_only(answer.scope, answer.table),
            claims=tuple(self._claim(claim, about) for claim in answer.claims),
            quotes=self._quotes(tuple(quote for quote in answer.quotes if quote not in claimed)),
            tables=tuple(_table(table) for table in (answer.table, *answer.also) if table),
            reason=answer.reason,
            terms=looked_for.terms,
            people=looked_for.people,
            statements=looked_for.statements,
            nearest=self._quotes(nearest),
            limits=answer.limits,
            next_questions=answer.next_questions,
            written_by=answer.written_by,
            read_as=answer.read_as,
        )

    def _claim(self, claim: Claim, about: Quote | None) -> AskClaimView:
        return AskClaimView(
            text=claim.text,
            quotes=self._quotes(tuple(quote for quote in claim.quotes if quote != about)),
            counts=tuple(_count(count) for count in dict.fromkeys(claim.counts)),
            figures=tuple(map(figure_in_words, claim.figures)),
        )

    def _quotes(self, quotes: tuple[Quote, ...]) -> tuple[AskQuoteView, ...]:
        """Without those whose interview is gone."""
        return tuple(view for quote in dict.fromkeys(quotes) if (view := self._quote(quote)))

    def _quote(self, quote: Quote) -> AskQuoteView | None:
        voice = self._voices.get(quote.interview_id)
        if voice is None:
            return None
        place = f"{quote.message_id}:{quote.start}-{quote.end}"
        url = f"/studies/{voice.study_id}/interviews/{quote.interview_id}?quote={place}#m-{quote.message_id}"
        study = voice.study_title if self._across else ""
        return AskQuoteView(QuoteView(quote.text, voice.label, voice.source.value, url), place, study)


def _only(scope: Scope, table: AnswerTable | None) -> tuple[str, ...]:
    """What the answer restricts itself to; groups that it sets beside others are no restriction."""
    beside = table.count_columns if table and table.drawn is Drawn.GROUPED_BARS else ()
    return (
        *(
            f"{attribute_name(segment.attribute)}: {segment.value}"
            for segment in scope.segments
            if segment.value not in beside
        ),
        *((scope.polarity.value,) if scope.polarity else ()),
        *((f"stage: {scope.stage.replace('_', ' ')}",) if scope.stage else ()),
    )


def _table(table: AnswerTable) -> AskTableView:
    return AskTableView(
        title=table.title,
        label_heading=table.label_heading,
        count_columns=table.count_columns,
        text_columns=table.text_columns,
        rows=tuple(
            AskRowView(row.label, tuple(_count(count) if count else None for count in row.counts), row.texts)
            for row in table.rows
        ),
        bars=table.drawn is not Drawn.TABLE,
    )


def _count(count: Count) -> CountView:
    return CountView(people=count.people, of=count.of, share=count.share, low=count.low, high=count.high)
