"""The stock phrases of one person: each once while there are others, with the names that belong to this person."""

import random
import re

from interview_engine.simulation.speech import sentence_case
from interview_engine.simulation.worlds import World

_SLOT = re.compile(r"\{(\w+)\}")


class Voice:
    """Speaks the manners of a world. Remembers what it has said: make a new one for each person."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self._manners = world.manners
        self._rng = rng
        self._names = {slot: rng.choice(values) for slot, values in world.slots.items()}
        self._said: set[str] = set()

    def fresh(self, manner: str) -> str | None:
        """One of the texts of ``manner`` that this person has not used yet, if there is one."""
        texts = [text for text in self._manners[manner] if text not in self._said]
        if not texts:
            return None
        chosen = self._rng.choice(texts)
        self._said.add(chosen)
        return self.fill(chosen)

    def pick(self, manner: str) -> str:
        """A text of ``manner``, a fresh one while there is one."""
        return self.fresh(manner) or self.fill(self._rng.choice(self._manners[manner]))

    def fill(self, text: str) -> str:
        """``text`` with this person's names in its slots ("{colleague}"); an unknown slot stays as it is."""
        return sentence_case(_SLOT.sub(lambda slot: self._names.get(slot[1], slot[0]), text))
