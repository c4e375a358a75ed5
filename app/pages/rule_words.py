"""The turn compiler's rules in words for people."""

RULE_NAMES = {
    "one_question": "More than one question, or none",
    "length": "Too long",
    "plain_text": "More than plain text",
    "open": "Closed question",
    "question_rules": "Faulty question",
    "leading": "Leading",
    "choice": "Offers answers to choose from",
    "personal": "Asks for something personal",
    "loaded": "Takes something for granted",
    "praise": "Praise",
    "advice": "Advice",
    "memory": "Says they said what they did not",
    "located": "Names what nobody named",
    "about": "Not about what was said",
    "repeat": "Asked before",
    "echo": "Says the answer back",
    "language": "Another language",
    "leak": "Tells its instructions",
    "preamble": "States something before the question",
    "presumes": "Presumes what nobody said",
    "avoided": "Asks for a subject to be left alone",
    "said_twice": "Said twice",
    "mandatory_words": "Mandatory question in other words",
}


def rule_name(rule: str) -> str:
    """A rule's name for people; its key where it has none."""
    return RULE_NAMES.get(rule, rule.replace("_", " ").capitalize())
