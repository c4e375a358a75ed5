"""Makes the vectors of the example questions anew: ``python scripts/example_vectors.py``.

To be run when an example of a use case (``research_templates/data/use_cases``) or of an intent
(``analysis/asking/data/intents.toml``) was changed; until then every process makes
them by itself, which takes a second.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.asking.intent import SHIPPED as INTENTS
from analysis.asking.intent import example_questions
from analysis.embedding import SentenceTransformerEmbedder
from research_templates.example_vectors import SHIPPED, packed
from research_templates.likeness import framed_examples

if __name__ == "__main__":
    embed = SentenceTransformerEmbedder().embed
    for shipped, texts in ((SHIPPED, framed_examples()), (INTENTS, example_questions())):
        Path(str(shipped)).write_bytes(packed(embed, texts))
