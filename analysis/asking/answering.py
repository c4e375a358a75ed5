"""One question being read, looked up and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from analysis.asking import ahead, amounts, comparing, counting, foretelling, numbers_asked
from analysis.asking.across import by_study
from analysis.asking.answers import Answer, Intent, Outcome, Scope
from analysis.asking.beside import beside, both, sides_of
from analysis.asking.bounds import beyond, bound_in
from analysis.asking.guide import GuideQuestion
from analysis.asking.heard import STUDY, Draft, Heard
from analysis.asking.idioms import asks_for_surprises, asks_what_divides
from analysis.asking.in_turn import by_the_questions, told_both_ways
from analysis.asking.leaving import asks_why, is_leaving, with_what_they_met
from analysis.asking.matter import sides
from analysis.asking.moods import asks_for_moods, everybodys, on_the_whole
from analysis.asking.question_form import Reading
from analysis.asking.refusing import refusal
from analysis.asking.repeating import in_their_order
from analysis.asking.replies import answers_to, is_asked_against, is_yes_or_no, reasons, side_asked_for, whether_asked
from analysis.asking.replies_compared import answers_compared
from analysis.asking.scope import names_it_as_a_place
from analysis.asking.sought import NEEDS_TOPIC, Sought
from analysis.asking.standing_out import said_alone, strongest, surprising
from analysis.asking.suggesting import next_questions
from analysis.asking.topics import Topic, find_topic, is_said, like, topic_vectors
from analysis.asking.understanding import as_reread, understood
from analysis.findings import Polarity, Quote
from analysis.outcomes.values import Indicators, Refusal
from analysis.outcomes.values import Outcome as Known
from analysis.summary.locked import unsupported
from research_templates.vectors import Embed, unit_vectors

_JUDGED: Final = "Which statements speak of it was judged by the language model, among those that come nearest."
_OF_EVERYTHING: Final = frozenset({Intent.MOST_COMMON, Intent.WHAT_WORKS, Intent.NEEDS, Intent.COMPARE})


class Asking:
    """One question being read, looked up and answered."""

    def __init__(  # noqa: PLR0917 - as ``ask``
        self,
        question: str,
        heard: Heard,
        embed: Embed,
        thread: tuple[Answer, ...],
        about: Quote | None,
        outcomes: tuple[Known, ...],
        made: Mapping[str, Indicators | Refusal],
        reading: Reading | None = None,
    ) -> None:
        self._question, self._heard, self._embed, self._about, self._made = question, heard, embed, about, made
        self._last = thread[-1] if thread else None
        self._reading = reading
        if reading is None:
            read = understood(question, heard, embed, self._last, points=about is not None, outcomes=outcomes)
        else:
            read = as_reread(reading, heard, embed)
        self._read, self._intent, self._asked, self._put, self._outcome, self._sure = read
        self._most = numbers_asked.number_asked_for(self._read if reading is None else question)
        self._sought = Sought(self._intent, self._asked, heard, embed, self._last, repeats=self._put is not None)

    def answer(self) -> Answer:
        heard, scope = self._heard, self._asked.scope
        asked = self._question if self._reading is None else self._read
        reason = refusal(asked, self._intent, self._asked, heard, points=self._about is not None)
        if reason is not None:
            understood = reason[0] is not Outcome.NOT_UNDERSTOOD
            return self._refused(*reason, scope if understood else Scope())
        draft = self._by_study(self._draft())
        names = heard.names
        claims = tuple(claim for claim in draft.claims if not unsupported(claim, names))
        if not claims:
            outcome = Outcome.CANNOT_SAY if draft.cannot else Outcome.NOT_SAID
            return self._refused(outcome, draft.reason or "The interviews do not say.", scope, draft.nearest)
        return Answer(
            question=self._question,
            intent=self._intent,
            outcome=Outcome.ANSWERED,
            scope=scope,
            claims=claims,
            quotes=draft.quotes,
            table=draft.table,
            looked_for=heard.looked_for(scope, [scope.topic] if scope.topic else []),
            limits=(*self._to_know(), *draft.limits),
            next_questions=next_questions(heard, self._intent, self._question),
            sure=self._sure,
            read_as=self._read_as,
        )

    @property
    def _read_as(self) -> str:
        return self._reading.plain if self._reading else ""

    def _to_know(self) -> tuple[str, ...]:
        """That a model judged who speaks of it; that a list tells of everything, where nobody speaks of its topic."""
        if self._heard.judged:
            return (_JUDGED,)
        topic = self._sought.topic if self._put is None and self._intent in _OF_EVERYTHING else None
        name = self._asked.scope.topic
        if topic is None or topic.is_said or sides_of(name) or not names_it_as_a_place(self._read, name):
            return ()
        return (f"Nobody speaks of \u201c{name}\u201d, so that this tells of everything.",)

    def outcome_wanted(self) -> Known | None:
        """The outcome of which it is asked what goes together with it."""
        alone = self._sought.vector is None or self._intent is Intent.EARLY_WARNING
        return self._outcome if alone else None

    def _refused(self, outcome: Outcome, reason: str, scope: Scope, nearest: Sequence[Quote] = ()) -> Answer:
        return Answer(
            question=self._question,
            intent=self._intent,
            outcome=outcome,
            scope=scope,
            reason=reason,
            looked_for=self._heard.looked_for(scope, [scope.topic] if scope.topic else [], nearest),
            next_questions=next_questions(self._heard, self._intent, self._question),
            sure=self._sure,
            read_as=self._read_as,
        )

    def _draft(self) -> Draft:
        if self._put is not None:
            return self._answers_to(self._put)
        two = self._two_things()
        if two is not None:
            return two
        topic = self._sought.topic
        if self._outcome is not None:
            return self._foretold(self._outcome, topic)
        if (bound := bound_in(self._read)) and (topic is None or topic.is_said):
            return beyond(self._heard, self._asked.scope, topic, bound)
        if topic is not None and not topic.is_said and self._sought.needs_topic:
            return self._sought.otherwise() or counting.about(self._heard, self._asked.scope, topic)
        return (
            self._set_beside(topic)
            or self._looking_ahead(topic)
            or self._summed(topic)
            or self._only_told(topic)
            or self._counted(topic)
        )

    def _answers_to(self, question: GuideQuestion) -> Draft:
        """What was answered to a question of the guide, by groups or all; behind the times named, if it asks when."""
        heard, scope, attributes = self._heard, self._asked.scope, self._asked.attributes
        if self._intent is Intent.COMPARE:
            return answers_compared(heard, scope, attributes, question)
        if whether_asked(self._read) and is_yes_or_no(question):
            return reasons(heard, scope, question, against=is_asked_against(self._read))
        told = answers_to(heard, scope, question, side=side_asked_for(self._read))
        named = ahead.when(heard, scope, None, self._read) if self._intent is Intent.WHEN else Draft()
        limits = named.limits if named.claims else ()
        return replace(told, claims=(*named.claims, *told.claims), limits=(*limits, *told.limits))

    def _two_things(self) -> Draft | None:
        """What is said of two things, where the question, or the one that it follows, names two."""
        heard, scope, intent = self._heard, self._asked.scope, self._intent
        names = sides_of(scope.topic) if intent in {Intent.COMPARE, Intent.HOW_MANY} else ()
        if not names:
            return None
        vectors = topic_vectors(names, self._embed)
        topics = [find_topic(name, vector, heard, scope) for name, vector in zip(names, vectors, strict=True)]
        return (both if intent is Intent.HOW_MANY else beside)(heard, scope, names, topics)

    def _foretold(self, outcome: Known, topic: Topic | None) -> Draft:
        heard, scope = self._heard, self._asked.scope
        if heard.across:
            return foretelling.of_one_study(heard, outcome)
        if self.outcome_wanted() is not None:
            return foretelling.indicators(heard, outcome, self._made.get(outcome.name))
        if topic is None:
            raise ValueError("an outcome without a topic is asked for what goes together with it")
        if not topic.is_said:
            return counting.about(heard, scope, topic)
        return foretelling.of_those_who_say(heard, scope, topic, outcome)

    def _summed(self, topic: Topic | None) -> Draft | None:
        """The amounts that were named; None where nobody names one, so that people are counted."""
        if topic is None or not topic.is_said or not amounts.asks_how_much(self._read):
            return None
        return amounts.how_much(self._heard, self._asked.scope, topic)

    def _counted(self, topic: Topic | None) -> Draft:
        heard, scope = self._heard, self._asked.scope
        match self._intent:
            case Intent.HOW_MANY:
                return counting.how_many(heard, scope, topic) if topic else self._how_many_of_all()
            case Intent.ABOUT | Intent.QUOTES:
                return self._told_of(topic) if topic else self._common()
            case Intent.WHO_ELSE:
                return self._who_else()
            case Intent.NEEDS:
                named = topic if topic and topic.is_said and self._sought.is_named else None
                return counting.needs(heard, scope, named)
            case Intent.WHAT_WORKS:
                works = scope.model_copy(update={"polarity": Polarity.SUCCESS})
                return counting.most_common(heard, works, self._sought.given, self._most)
            case _:
                return self._common()

    def _told_of(self, topic: Topic) -> Draft:
        heard, scope = self._heard, self._asked.scope
        quoting = self._intent is Intent.QUOTES
        most = numbers_asked.quotes_asked_for(self._read)
        told = counting.about(heard, scope, topic, quotes_first=quoting, most_quotes=most)
        leaving = topic.is_said and is_leaving(scope.topic) and asks_why(self._read)
        return with_what_they_met(heard, scope, told, topic.places) if leaving else told

    def _set_beside(self, topic: Topic | None) -> Draft | None:
        heard, scope, attributes = self._heard, self._asked.scope, self._asked.attributes
        match self._intent:
            case Intent.COMPARE if heard.across and (not attributes or STUDY in attributes):
                return by_study(heard, scope, topic if topic and topic.is_said else None)
            case Intent.COMPARE if topic is None and asks_for_moods(self._read):
                return on_the_whole(heard, scope, attributes, self._sought.themes, self._read)
            case Intent.COMPARE:
                return comparing.compare(heard, scope, attributes, self._sought.compared)
            case Intent.RELATION:
                return comparing.relation(
                    heard, scope, attributes, sides(self._read, heard, self._embed, scope), scope.topic or "the outcome"
                )
            case Intent.EARLY_WARNING:
                return comparing.early_warning(heard, scope, attributes)
        return None

    def _looking_ahead(self, topic: Topic | None) -> Draft | None:
        heard, scope = self._heard, self._asked.scope
        match self._intent:
            case Intent.WHEN:
                return ahead.when(heard, scope, topic, self._read)
            case Intent.JOURNEY:
                staged = ahead.journey(heard, scope)
                told = Draft() if staged.claims else by_the_questions(heard, scope, self._questions())
                return told if told.claims else staged
            case Intent.PRIORITISE:
                given = self._sought.given if ahead.asks_who_owns_it(self._read) else None
                return ahead.prioritise(heard, scope, given.themes if given else ())
            case Intent.FORECAST:
                return ahead.forecast(heard, scope, self._read, topic)
            case Intent.ENOUGH:
                return ahead.enough(heard)
        return None

    def _by_study(self, draft: Draft) -> Draft:
        """Over several studies, where a topic is counted each study's people are shown beside each other."""
        topic = self._sought.topic if self._heard.studies and draft.claims else None
        if topic is None or not topic.is_said or self._intent not in NEEDS_TOPIC:
            return draft
        return replace(draft, table=by_study(self._heard, self._asked.scope, topic).table)

    def _common(self) -> Draft:
        scope = self._asked.scope
        match self._intent:
            case Intent.SUMMARY if not (scope.segments or scope.polarity or self._heard.across):
                if (summary := ahead.summed_up(self._heard)) is not None:
                    return summary
            case Intent.MOOD:
                return everybodys(self._heard, scope)
            case Intent.STRONGEST:
                if asks_what_divides(self._read):
                    return told_both_ways(self._heard, scope, self._questions())
                told = surprising if asks_for_surprises(self._read) else strongest
                return told(self._heard, scope)
            case Intent.MOST_COMMON if numbers_asked.asks_for_what_one_says(self._read):
                return said_alone(self._heard, scope)
        rarest = numbers_asked.asks_for_the_rarest(self._read)
        given = self._sought.given
        return counting.most_common(self._heard, scope, given, self._most, rarest_first=rarest)

    def _questions(self) -> tuple[GuideQuestion, ...]:
        return in_their_order(self._heard.guide, self._embed, self._heard.subject)

    def _how_many_of_all(self) -> Draft:
        """No topic: how many people there are, or how many told of friction or of success."""
        heard, scope = self._heard, self._asked.scope
        if scope.polarity is None:
            return counting.took_part(heard, scope)
        places = heard.kept(range(len(heard.statements)), scope, polarity=True)
        return counting.how_many(heard, scope, Topic((), tuple(places), (), 1.0))

    def _only_told(self, topic: Topic | None) -> Draft | None:
        """What people say of a topic in its words, where the themes that are asked for are not about it."""
        lists = self._intent in {Intent.WHAT_WORKS, Intent.MOST_COMMON}
        if not lists or topic is None or self._sought.given is not None:
            return None
        if not topic.is_said:
            return self._sought.otherwise()
        scope = self._asked.scope
        told = counting.about(self._heard, scope, topic) if is_said(scope.topic, self._heard) else None
        return None if told and not any(counted.people for counted in told.claims[0].counts) else told

    def _who_else(self) -> Draft:
        heard, scope = self._heard, self._asked.scope
        quote = self._about or (self._last.quotes[0] if self._last and self._last.quotes else None)
        if quote is None:
            return counting.who_else(heard, scope, None, ())
        place = self._heard.place_of(quote)
        vector = heard.vectors[place] if place is not None else unit_vectors(self._embed, [quote.text])[0]
        theme = next((theme for theme in heard.themes(None) if place in theme.statements), None)
        return counting.who_else(heard, scope, quote, like(vector, heard, scope, theme))
