"""Whether two words sound alike, by the American Soundex code (National Archives, "Soundex System")."""

from __future__ import annotations

_CODES = {
    letter: code
    for letters, code in (("bfpv", "1"), ("cgjkqsxz", "2"), ("dt", "3"), ("l", "4"), ("mn", "5"), ("r", "6"))
    for letter in letters
}
_LENGTH = 4


def sounds_like(one: str, other: str) -> bool:
    """True when both words have the same Soundex code; letters other than a to z are passed over."""
    return soundex(one) == soundex(other)


def soundex(word: str) -> str:
    """Return the four-place code: first letter, then the classes of the consonants that follow."""
    letters = [letter for letter in word.lower() if "a" <= letter <= "z"]
    if not letters:
        return ""
    code = letters[0]
    before = _CODES.get(letters[0], "")
    for letter in letters[1:]:
        digit = _CODES.get(letter, "")
        if digit and digit != before:
            code += digit
        if letter not in "hw":
            before = digit
    return code[:_LENGTH].ljust(_LENGTH, "0")
