"""Makes the vectors of the templates' example questions anew: ``python scripts/example_vectors.py``.

To be run when an example of a use case was changed; until then every process makes them by itself, which takes seconds.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import SentenceTransformerEmbedder
from research_templates.example_vectors import SHIPPED, packed
from research_templates.likeness import framed_examples

if __name__ == "__main__":
    with Path(str(SHIPPED)).open("wb") as file:
        file.write(packed(SentenceTransformerEmbedder().embed, framed_examples()))
