"""A simulated participant: knows facts, tells them when asked openly about something that fits, and has manners."""

import random
from collections.abc import Mapping

from interview_engine.simulation.listening import Heard, Question, hear
from interview_engine.simulation.memory import Tellings
from interview_engine.simulation.persona import Knowledge, ParticipantType, Persona, Reply
from interview_engine.simulation.speech import (
    after,
    first_sentence,
    on_a_phone,
    second_language,
    uncapital,
)
from interview_engine.simulation.voice import Voice
from interview_engine.simulation.worlds import Facet, Nugget, World, load_world
from research_templates.pace import minutes
from research_templates.plan import Phase, ResearchPlan

_HAS_THUMBS = 0.6
_LEADS_IN = 0.35
_VOLUNTEERS = 0.3
_SECOND_FACT = 0.4
_DIGRESSES = 0.5
_HOLDS_BACK = 0.6
_STRAYS = 0.35
_TAKES_BACK = 0.5
_FUMES = 0.7
_APOLOGISES = 0.15
_ADDS = 0.3
_PATIENCE_MINUTES = 4.0
_TURN_OF_MOOD = (3, 6)
_PHASE_WEIGHS = 3
_TOPIC_OF_PHASE: Mapping[Phase | None, str] = {
    Phase.OPENING: "start",
    Phase.EXPERIENCE: "experience",
    Phase.VALUE: "value",
    Phase.FRICTION: "friction",
    Phase.SUPPORT: "support",
}
_POLARITY_OF_PHASE: Mapping[Phase | None, str] = {Phase.VALUE: "success", Phase.FRICTION: "friction"}
"""Whoever is asked for the good does not tell the bad: rather nothing."""
_TALKATIVE = (ParticipantType.FORTHCOMING, ParticipantType.RAMBLING)
_BRIEF = (ParticipantType.TERSE, ParticipantType.IMPATIENT)


class SimulatedParticipant:
    """Answers questions about an experience. Keeps its memory between answers: make a new one for each interview.

    ``plan`` are the questions it can tell from follow-ups; without it, it goes by the words alone.
    """

    def __init__(
        self, persona: Persona, seed: int | str, *, world: World | None = None, plan: ResearchPlan | None = None
    ) -> None:
        self.persona = persona
        self._world = world or load_world()
        self._writing = self._world.spoken.writing
        self._plan = plan
        self._rng = random.Random(f"{seed}|{persona.name}")  # noqa: S311 - repeatable talk, not secrets
        self._voice = Voice(self._world, self._rng)
        self._told: dict[str, str] = {}
        self._tellings = Tellings()
        self._details: dict[str, set[Facet]] = {}
        self._wished: set[str] = set()
        self._heard: list[str] = []
        self._answers: list[str] = []
        self._to_the_letter = False
        self._introduced = False
        self._held_back = False
        self._on_topic = False
        self._mood_turns_at = self._rng.randint(*_TURN_OF_MOOD)
        self._types_with_thumbs = persona.type in {*_BRIEF, ParticipantType.ANGRY} and self._rng.random() < _HAS_THUMBS

    @property
    def told(self) -> tuple[str, ...]:
        """Keys of the facts that have come out so far."""
        return tuple(self._told)

    @property
    def knowledge(self) -> Knowledge:
        """What this person knows, and how much of it has come out so far."""
        told = sum(len(facets) for facets in self._details.values())
        return Knowledge(len(self.persona.facts), len(self._told), len(self.persona.facts) * len(Facet), told)

    @property
    def language(self) -> str:
        return self._world.spoken.language

    @property
    def untold(self) -> tuple[str, ...]:
        """What has not come out: headlines of facts, in each of their wordings, and details of all facts."""
        facts = [self._world.nuggets[key] for key in self.persona.facts]
        headlines = [text for fact in facts if fact.key not in self._told for text in fact.tell]
        details = [
            text
            for fact in facts
            for facet, text in fact.details.items()
            if facet not in self._details.get(fact.key, ())
        ]
        return tuple(self._voice.fill(text) for text in (*headlines, *details))

    def answer(self, question_text: str) -> str:
        """What this person writes back to ``question_text``."""
        return self.reply(question_text).text

    def reply(self, question_text: str) -> Reply:
        """What this person writes back, and what of it is told."""
        self._heard.append(question_text)
        self._tellings.begin_answer()
        self._to_the_letter = False
        text = self._reply(hear(question_text, self._plan, self._world.spoken))
        if self._types_with_thumbs:
            text = on_a_phone(text, self._writing)
        self._answers.append(text)
        return Reply(text, self._tellings.of_this_answer, self._to_the_letter)

    def remember(self, question_text: str, said: str) -> None:
        """Take up an interview in which ``question_text`` was answered by ``said``, in its order."""
        self.reply(question_text)
        self.really_said(said)

    def really_said(self, text: str) -> None:
        """Remember that the newest answer was sent in these words; what it told, and to whom, stays as it is."""
        scripted = self._answers[-1]
        if text.strip() != scripted.strip():
            self._tellings.reworded(scripted, text)
            self._answers[-1] = text

    def as_written(self, text: str) -> str:
        """``text`` with the mistakes and the short cuts of this person's hand."""
        if self.persona.type is ParticipantType.SECOND_LANGUAGE:
            # Of its own chance: what somebody else worded must not change what this person says next.
            rng = random.Random(f"{self.persona.name}|{text}")  # noqa: S311 - repeatable talk, not secrets
            text = second_language(text, rng, self._writing)
        return on_a_phone(text, self._writing) if self._types_with_thumbs else text

    def _reply(self, heard: Heard) -> str:  # noqa: PLR0911 - one for each kind of question
        impatient = self.persona.type is ParticipantType.IMPATIENT
        if impatient and minutes(self._heard, self._answers) > _PATIENCE_MINUTES:
            return self._letter_by_letter("stops")
        match heard.question:
            case Question.SUPPORT:
                return self._after_support()
            case Question.MATTERED:
                return self._sum_up()
            case Question.CURT:
                return self._letter_by_letter("closed")
            case Question.SUMMARY:
                return self._on_summary()
            case Question.PROBE | Question.TOPIC if straying := self._straying(heard):
                return straying
            case _:
                before = len(self._tellings)
                content = self._content(heard)
                # A follow-up that quotes nothing goes on about what was just told, where anything was.
                self._on_topic = len(self._tellings) > before
                return self._mannered(content)

    def _straying(self, heard: Heard) -> str | None:
        """What comes in place of an answer, where this type has something else to say first."""
        held_back, self._held_back = self._held_back, False
        if held_back:
            return None
        match self.persona.type:
            case ParticipantType.EVASIVE if self._rng.random() < _HOLDS_BACK:
                instead = self._voice.pick("evasive")
            case ParticipantType.OFF_TOPIC if self._answers and self._rng.random() < _STRAYS:
                instead = self._letter_by_letter("off_topic")
            case ParticipantType.INJECTING if self._answers and self._rng.random() < _STRAYS:
                instead = self._letter_by_letter("injection")
            case ParticipantType.ANGRY if len(self._answers) == self._mood_turns_at:
                instead = self._letter_by_letter("insult")
            case ParticipantType.DISTRESSED if len(self._answers) == self._mood_turns_at:
                instead = self._letter_by_letter("distress")
            case ParticipantType.SELF_CONTRADICTING if heard.question is Question.PROBE and self._told:
                if self._rng.random() >= _TAKES_BACK:
                    return None
                instead = self._letter_by_letter("takes_back")
            case _:
                return None
        self._held_back = True
        return instead

    def _after_support(self) -> str:
        if self.persona.type is not ParticipantType.DISTRESSED:
            return self._letter_by_letter("not_distressed")
        wish = self._rng.choice(("after_distress", "after_distress", "after_distress_skips", "after_distress_stops"))
        return self._letter_by_letter(wish)

    def _on_summary(self) -> str:
        more = self._fact_for(frozenset(), how_many=1) if self._rng.random() < _ADDS else []
        return " ".join([self._voice.pick("summary_adds" if more else "summary_fits"), *more])

    def _content(self, heard: Heard) -> list[str]:
        """Sentences in plain speech: more on what was just told, a wish, or a fact that the question brings to mind."""
        if not self._introduced:
            self._introduced = True
            return [self._voice.pick("background"), *self._fact_for(heard.words, how_many=self._openness() - 1)]
        if heard.question is Question.MISSED:
            return self._fact_for(frozenset(), how_many=self._openness()) or [self._voice.pick("nothing_more")]
        if heard.question is Question.PROBE:
            return self._more_about(heard)
        if heard.wish:
            wish = self._wish()
            if wish:
                return [wish]
        facts = self._fact_for(heard.words, how_many=self._openness(), phase=heard.phase)
        return facts or [self._voice.pick("nothing_there" if heard.question is Question.TOPIC else "nothing_more")]

    def _more_about(self, heard: Heard) -> list[str]:
        """The side of the told fact that is asked for; with their own words in front of them, people find another."""
        if not heard.quoted and not self._on_topic:
            about_themselves = not self._told and len(self._answers) == 1
            return [self._voice.pick("background_detail" if about_themselves else "nothing_more")]
        source = self._tellings.source(heard.quoted) if heard.quoted else self._tellings.newest
        if source is None:
            return [self._voice.fresh("background_detail") or self._voice.pick("nothing_more")]
        nugget = self._world.nuggets[source]
        if heard.wish:
            wish = self._wish(nugget)
            return [wish or self._voice.pick("nothing_more" if nugget.wishes else "keep_it")]
        facet = self._side_of(nugget, heard)
        if facet is None:
            return [self._voice.pick("nothing_more")]
        detail = self._detail(nugget, facet)
        talks = self.persona.type not in _BRIEF and self._rng.random() < _LEADS_IN
        lead = self._voice.fresh("detail_lead") if talks else None
        return [after(lead, detail, self._writing) if lead else detail]

    def _side_of(self, nugget: Nugget, heard: Heard) -> Facet | None:
        known = self._details.get(nugget.key, set())
        if heard.facet is not None and heard.facet not in known:
            return heard.facet
        # "Tell me more" is enough for those who like to talk; the others need their own words to go on from.
        goes_on = heard.quoted or (heard.facet is None and self.persona.type in _TALKATIVE)
        return next((facet for facet in nugget.details if facet not in known), None) if goes_on else None

    def _detail(self, nugget: Nugget, facet: Facet) -> str:
        self._details.setdefault(nugget.key, set()).add(facet)
        detail = self._voice.fill(nugget.details[facet])
        self._tellings.add(nugget.key, detail)
        return detail

    def _wish(self, about: Nugget | None = None) -> str | None:
        """What this person would change about the next thing that went badly, each of them once."""
        for key in [about.key] if about else self.persona.facts:
            wishes = self._world.nuggets[key].wishes
            if wishes and key not in self._wished:
                self._wished.add(key)
                wish = self._voice.fill(self._rng.choice(wishes))
                self._tellings.add(key, wish)
                return wish
        return None

    def _openness(self) -> int:
        return 2 if self.persona.type in _TALKATIVE and self._rng.random() < _SECOND_FACT else 1

    def _fact_for(self, words: frozenset[str], *, how_many: int, phase: Phase | None = None) -> list[str]:
        """Untold facts that the words bring to mind, the nearest first; any fact where they name no topic at all."""
        topics = {topic: len(marks.among(words)) for topic, marks in self._world.spoken.topics.items()}
        if phase in _TOPIC_OF_PHASE:
            topics[_TOPIC_OF_PHASE[phase]] += _PHASE_WEIGHS
        sentences: list[str] = []
        while len(sentences) < how_many:
            facts = (self._world.nuggets[key] for key in self.persona.facts if key not in self._told)
            left = [nugget for nugget in facts if nugget.polarity == (_POLARITY_OF_PHASE.get(phase) or nugget.polarity)]
            fits = {nugget.key: sum(topics.get(topic, 0) for topic in nugget.topics) for nugget in left}
            nugget = max(left, key=lambda nugget: fits[nugget.key], default=None)
            if nugget is None or (any(topics.values()) and not fits[nugget.key]):
                break
            telling = self._voice.fill(self._rng.choice(nugget.tell))
            self._told[nugget.key] = telling
            self._tellings.add(nugget.key, telling)
            sentences.append(after(self._voice.pick("contrast"), telling, self._writing) if sentences else telling)
            if self.persona.type in _TALKATIVE and self._rng.random() < _VOLUNTEERS:
                sentences[-1] += f" {self._detail(nugget, self._rng.choice(list(nugget.details)))}"
        return sentences

    def _sum_up(self) -> str:
        if not self._told:
            return self._voice.pick("nothing_more")
        gist, frame = first_sentence(next(iter(self._told.values()))), self._voice.pick("matters_most")
        return frame.replace("{gist}", uncapital(gist, self._writing) if ": {gist}" in frame else gist)

    def _mannered(self, sentences: list[str]) -> str:
        text = " ".join(sentences)
        match self.persona.type:
            case ParticipantType.TERSE:
                return first_sentence(text)
            case ParticipantType.IMPATIENT if self._rng.random() < _LEADS_IN:
                return f"{self._voice.fresh('hurry') or ''} {first_sentence(text)}".lstrip()
            case ParticipantType.ANGRY if self._is_on_a_sore_point() and self._rng.random() < _FUMES:
                return f"{self._voice.fresh('angry_lead') or ''} {text}".lstrip()
            case ParticipantType.RAMBLING if self._rng.random() < _DIGRESSES:
                return f"{text} {self._voice.fresh('digressions') or ''}".rstrip()
            case ParticipantType.SECOND_LANGUAGE:
                text = second_language(text, self._rng, self._writing)
                apology = self._voice.fresh("second_language_lead") if self._rng.random() < _APOLOGISES else None
                return f"{apology} {text}" if apology else text
            case _:
                return text

    def _is_on_a_sore_point(self) -> bool:
        return self._on_topic and self._world.nuggets[self._tellings.newest].polarity == "friction"

    def _letter_by_letter(self, manner: str) -> str:
        self._to_the_letter = True
        return self._voice.pick(manner)
