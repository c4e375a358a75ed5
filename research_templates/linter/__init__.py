"""The question linter: what the published rules of interviewing call a fault, as one table of rules.

Precision comes before recall: a fault shown beside a sound question teaches people to ignore the linter. The word rules
read English, a few of them Spanish; in other languages only length and the number of questions are judged.
"""

from research_templates.linter.check import lint
from research_templates.linter.duplicates import Embed, Pair, duplicates
from research_templates.linter.model import Fault, Rule
from research_templates.linter.table import RULES

__all__ = ["RULES", "Embed", "Fault", "Pair", "Rule", "duplicates", "lint"]
