"""The English words behind spoken numbers, fillers and contractions; one place, so that all rooms agree.

Not here: what a recogniser makes of misheard digits (text/masking knows that).
"""

from __future__ import annotations

from typing import Final

DIGITS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
}  # fmt: skip
TEENS: Final = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
MULTIPLIERS: Final = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
SMALL_ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
}  # fmt: skip
TENS_ORDINALS: Final = {
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70,
    "eightieth": 80, "ninetieth": 90,
}  # fmt: skip
REPEATS: Final = {"double": 2, "triple": 3, "treble": 3}

MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip

#: Sounds that carry no meaning; a quote may have them or not.
FILLERS: Final = frozenset(
    {"um", "umm", "uh", "uhh", "uhm", "er", "erm", "ah", "eh", "hm", "hmm", "mm", "mhm", "oh"}
)
#: Two-word fillers; they say something after one of MEANT_AFTER.
PHRASE_FILLERS: Final = frozenset({("you", "know"), ("i", "mean")})
#: Such a pair says something after one of these: "someone you know", "that's not what I mean".
MEANT_AFTER: Final = frozenset({
    "let", "letting", "do", "does", "did", "as", "if", "unless", "what", "how", "where", "why", "which",
    "who", "whom", "whether", "people", "person", "anyone", "anybody", "someone", "somebody", "everyone",
    "everybody", "anything", "something", "everything", "nothing", "nobody", "thing", "things", "all",
    "ones", "than",
})  # fmt: skip

NEGATIONS: Final = frozenset(
    {
        "not",
        "no",
        "never",
        "none",
        "nobody",
        "nothing",
        "neither",
        "nor",
        "without",
        "cannot",
        "hardly",
        "unless",
    }
)

#: One written form, several words said; both sides are brought to the longer form.
EXPANSIONS: Final = {
    "cannot": ("can", "not"), "cant": ("can", "not"), "wont": ("will", "not"), "aint": ("is", "not"),
    "dont": ("do", "not"), "doesnt": ("does", "not"), "didnt": ("did", "not"), "isnt": ("is", "not"),
    "arent": ("are", "not"), "wasnt": ("was", "not"), "werent": ("were", "not"), "havent": ("have", "not"),
    "hasnt": ("has", "not"), "hadnt": ("had", "not"), "wouldnt": ("would", "not"),
    "couldnt": ("could", "not"), "shouldnt": ("should", "not"), "mustnt": ("must", "not"),
    "neednt": ("need", "not"), "im": ("i", "am"), "ive": ("i", "have"), "youre": ("you", "are"),
    "youve": ("you", "have"), "weve": ("we", "have"), "theyre": ("they", "are"), "theyve": ("they", "have"),
    "youll": ("you", "will"), "theyll": ("they", "will"), "itll": ("it", "will"),
    "thatll": ("that", "will"), "alright": ("all", "right"), "anymore": ("any", "more"),
    "gonna": ("going", "to"), "wanna": ("want", "to"), "gotta": ("got", "to"),
}  # fmt: skip

#: Without its apostrophe such a form is also a word of its own, so it is only read as two words where
#: the other side has those two words; of a text only with its apostrophe where it is one of OTHER_WORDS.
AMBIGUOUS: Final = {
    "ill": (("i", "will"),), "well": (("we", "will"),), "hell": (("he", "will"),),
    "shell": (("she", "will"),), "were": (("we", "are"),), "lets": (("let", "us"),),
    "its": (("it", "is"), ("it", "has")), "hes": (("he", "is"), ("he", "has")),
    "shes": (("she", "is"), ("she", "has")), "thats": (("that", "is"), ("that", "has")),
    "theres": (("there", "is"), ("there", "has")), "heres": (("here", "is"),),
    "whats": (("what", "is"), ("what", "has")), "wheres": (("where", "is"),), "hows": (("how", "is"),),
    "whos": (("who", "is"), ("who", "has")),
    "id": (("i", "would"), ("i", "had")), "wed": (("we", "would"), ("we", "had")),
    "hed": (("he", "would"), ("he", "had")), "shed": (("she", "would"), ("she", "had")),
    "youd": (("you", "would"), ("you", "had")), "theyd": (("they", "would"), ("they", "had")),
}  # fmt: skip

#: Of these the form without an apostrophe means something else: "well, try it" is no "we'll try it".
OTHER_WORDS: Final = frozenset({"ill", "well", "hell", "shell", "were", "id", "wed", "shed", "lets"})

#: Spellings of one and the same word.
SPELLINGS: Final = {
    "ok": "okay", "okey": "okay", "mr": "mister", "mrs": "missus", "dr": "doctor", "dollar": "dollars",
    "pound": "pounds", "euro": "euros", "cent": "cents",
    "jan": "january", "feb": "february", "aug": "august", "sept": "september", "sep": "september",
    "oct": "october", "nov": "november", "dec": "december",
}  # fmt: skip

#: Two words that are also written as one.
COMPOUNDS: Final = {
    ("e", "mail"): "email", ("e", "mails"): "emails", ("per", "cent"): "percent",
    ("voice", "mail"): "voicemail", ("o", "clock"): "oclock",
    ("o", "k"): "okay", ("p", "m"): "pm", ("a", "m"): "am",
}  # fmt: skip
