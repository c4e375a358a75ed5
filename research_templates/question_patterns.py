# ruff: noqa: RUF001 - people write with typographic quotes and dashes; the rules must read them
"""The wordings by which the question linter knows a fault; one alternative a line, each a regular expression."""

_EMOTIVE = (
    r"great|amazing|wonderful|fantastic|awesome|excellent|brilliant|awful|terrible|horrible|dreadful|bad|good|"
    r"annoying|annoyed|"
    r"frustrating|frustrated|happy|unhappy|pleased|disappointed|disappointing|delighted|excited|impressed|"
    r"impressive|angry|upset"
)
LEADING = (
    r"(?:,|–|—|\s-)\s*(?:right|correct|yes|no|okay|ok|agreed)\s*\?",
    (
        r"\b(?:is|are|was|were|do|does|did|has|have|had|would|could|should|ca|wo)n['’]t\s+(?:it|they|you|that|this|"
        r"we)\s*\?"
    ),
    (
        r"(?:^|[.!?,]\s+)(?:is|are|was|were|do|does|did|has|have|would|could|should|ca|wo)n['’]t\s+(?:it|they|you|the|"
        r"your|our|that|this)\b"
    ),
    r"\b(?:would|do|did|don['’]t|wouldn['’]t)\s+you\s+(?:also\s+)?(?:agree|admit|concede)\b(?:\s+that\b)?",
    r"(?:^|[.!?,]\s+)(?:surely|obviously|clearly|of course|as (?:you|we all) know|needless to say|everyone knows)\b",
    (
        r"\b(?:most|many|all|other)\s+(?:people|customers|users|of our customers|of our users|experts)\s+"
        r"(?:say|think|find|love|like|prefer|hate|agree|tell us|believe|feel)\b"
    ),
    r"\beveryone\s+(?:says|thinks|loves|agrees|knows)\b",
    r"\bhow much (?:do|did|does|would) (?:you|they) (?:love|like|enjoy|hate|dislike|appreciate|admire|miss)\b",
    rf"\bhow (?:very\s+|really\s+)?(?:{_EMOTIVE})\s+(?:was|were|is|are|did|do|does|would|will|has|have)\b",
    r"\bi (?:assume|guess|bet|take it|suppose|imagine)\s+(?:that\s+)?(?:you|it|the|this)\b",
    r"\byou must (?:have|be|feel)\b",
)
_PRAISED_THING = (
    r"award-winning|world-class|best-in-class|revolutionary|innovative|user-friendly|easy-to-use|state-of-the-art|"
    r"cutting-edge|"
    r"outdated|clunky|overpriced|terrible|awful|horrible|confusing|frustrating|annoying|amazing|wonderful|"
    r"fantastic|awesome|"
    r"excellent|great|superb|poor|useless|broken|ridiculous|unfair|greedy|disastrous|much-improved|new and improved"
)
LOADED = (
    (
        rf"\b(?:our|the|your|this|that|these|its|their)\s+(?:new,?\s+|very\s+|really\s+|"
        rf"so\s+)?(?:{_PRAISED_THING})\s+(?!deal\b)[a-z]"
    ),
    (
        r"\b(?:what|why)\s+(?:do|did|does|would)\s+(?:you|they)\s+(?:most\s+|really\s+|absolutely\s+)?"
        r"(?:love|hate|adore|dislike|despise|loathe|enjoy)\b"
    ),
    r"\bwhat\s+(?:do|did)\s+you\s+(?:like|enjoy)\s+(?:best|most|the most|least)\b",
    r"\bwhy\s+(?:is|are|was|were)\s+[^?]{1,60}?\s(?:so|too)\s+\w+",
    r"\bwhy\s+(?:did|do|have|has|are|were)(?:n['’]t|\s+you\s+(?:not\b|fail|refuse|struggle|ignore|neglect|give up))",
    (
        r"\b(?:most|more|least)\s+(?:frustrating|annoying|confusing|disappointing|irritating|painful|amazing|enjoyable|"
        r"delightful|impressive|exciting|terrible|problematic)\b"
    ),
    (
        r"\bwhat\s+(?:frustrates|frustrated|annoys|annoyed|bothers|bothered|irritates|irritated|disappoints|"
        r"disappointed|delights|"
        r"delighted|impresses|impressed|confuses|confused)\s+you\b"
    ),
    (
        r"\bwhat\s+(?:makes|made)\s+[^?]{1,60}?\s(?:so\s+\w+|bad|good|great|terrible|awful|frustrating|annoying|"
        r"confusing)\s*\?"
    ),
)
PRAISE = (
    (
        r"(?:^|[.!?]\s+)(?:great|perfect|awesome|amazing|wonderful|fantastic|excellent|brilliant|lovely|super|"
        r"fabulous|terrific|"
        r"good job|well done|nice work|well said|impressive|congratulations)\s*(?:[!.,–—]|\s-\s)"
    ),
    (
        r"(?:^|[.!?,]\s+)(?:that['’]s|that is|that was|what|this is|such)\s+(?:a |an |such a |really |very |so |"
        r"truly |quite )*"
        r"(?:great|good|excellent|wonderful|fantastic|amazing|brilliant|insightful|fascinating|valuable|perfect|"
        r"interesting|helpful)"
        r"(?:\s+(?:point|answer|insight|example|observation|question|feedback|story|way|perspective|detail)\b|\s*[!.,])"
    ),
    (
        r"(?:^|[.!?]\s+)(?:great|good|excellent|wonderful|fantastic|amazing|brilliant|insightful|fascinating)\s+"
        r"(?:point|answer|insight|observation|question|feedback|story|perspective)\b"
    ),
    r"\bi (?:really |just |absolutely )?love (?:that|this|how|your|it|hearing)\b",
    (
        r"\b(?:you|you['’]re|you are)\s+(?:so |very |really |clearly )+(?:right|insightful|thoughtful|smart|helpful|"
        r"knowledgeable)\b"
    ),
)
_PRIVATE = (
    r"(?:e-?mail(?: address)?|(?:phone|mobile|telephone|cell)(?: number)?|home address|postal address|"
    r"street address|postcode|"
    r"zip code|address|full name|first name|last name|surname|date of birth|birth ?date|birthday|age|salary|income|"
    r"household income|religion|ethnicity|race|sexual orientation|sexuality|marital status|nationality|"
    r"political (?:views|party)|"
    r"medical history|diagnosis|health conditions?|social security number|ssn|passport(?: number)?|"
    r"national insurance number|"
    r"credit card(?: number| details)?|bank (?:account|details)|iban|password|pin(?: code)?)"
)
PERSONAL = (
    (
        rf"\b(?:what(?:['’]s|\s+is|\s+are|\s+was)|which\s+is|may\s+i\s+(?:have|ask)|can\s+(?:i|we)\s+(?:have|get)|"
        rf"(?:tell|give|send|share\s+with)\s+(?:me|us)|share|provide|enter|confirm|state|leave|type)\s+"
        rf"(?:(?:both|also|please|first)\s+)?your\s+(?:\w+\s+)?{_PRIVATE}\b(?!\s+(?:field|form|settings?|screen|"
        rf"page|step|feature))"
    ),
    r"\bhow old are you\b",
    r"\bhow much (?:money )?do you (?:earn|make|get paid)\b",
    r"\bare you (?:married|single|divorced|pregnant|religious|gay|disabled)\b",
    r"\b(?:who|what party) (?:did|do|will|would) you vote\b",
    r"\bwhere (?:exactly )?do you live\b",
)
_RATED = r"satisfied|happy|unhappy|pleased|comfortable|confident|familiar|likely|disappointed|dissatisfied"
_RATING_ADJECTIVES = (
    r"(?:\w+(?:ly|ful|able|ible|al|ive|ant|ent|ic|ous|ing|ed|y)|easy|fast|quick|clear|good|useful|simple|cheap|safe)"
)
DOUBLE = (
    (
        rf"\bhow\s+{_RATING_ADJECTIVES}\s+(?:and|or)\s+{_RATING_ADJECTIVES}\s+(?:is|are|was|were|did|do|does|has|have|"
        rf"would|will)\b"
    ),
    rf"\bhow\s+(?:{_RATED})\s+(?:are|were|is|was|do|did)\s+(?:you|they)[^?.!,]{{1,60}}?\b(?:and|as well as)\b",
    r"\bhow\s+would\s+you\s+rate\b[^?.!,]{1,60}?\b(?:and|as well as)\b",
    (
        r"\b(?:what|how)\s+(?:do|did|would)\s+you\s+(?:think|feel|like|say|find)\s+(?:of|about)\s+(?:the|our|your|"
        r"its|their|this)\b[^?.!,]{1,50}?"
        r"\s(?:and|as well as)\s+(?:the|our|your|its|their|this|how|what)\b"
    ),
    (
        r"\b(?:do|did|does|would|will|can|could|have)\s+you\s+(?!go\b|come\b|try\b|sit\b|sign\b|"
        r"wait\b)\w+\s+(?:and|or)\s+"
        r"(?:recommend|enjoy|like|use|trust|buy|understand|value|pay|need|want|share|renew|read|remember)\b"
    ),
)
