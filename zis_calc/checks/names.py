"""Names that look alike: without case, accents and separators; letters of other alphabets; hidden characters."""

import unicodedata
from collections.abc import Iterable, Iterator

# Format characters that may stand in a file: none. Line ends, tabs and the plain blank are not format characters.
_HIDDEN = {"Cf", "Cc", "Zl", "Zp", "Co", "Cn"}
_BLANKS_THAT_ARE_NOT = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH LATIN")
_SEPARATORS = {number: None for number in range(128) if not chr(number).isalnum()}
# Greek letters that stand in units and symbols of the field.
_SYMBOLS = frozenset("µμΩηΔβαρλφεσθγ")


def plain_name(text: str) -> str:
    """A name without case, accents, blanks and separators: equal for two spellings of one name."""
    if text.isascii():
        return text.translate(_SEPARATORS).lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if letter.isalnum()).casefold()


def near_names(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs (later name, first name) that are written differently and have the same plain name."""
    first: dict[str, str] = {}
    for name in names:
        known = first.setdefault(plain_name(name), name)
        if known != name:
            yield name, known


def invisible(character: str) -> bool:
    """Whether a character can not be seen, or only looks like a blank."""
    if character in "\t\n\r":
        return False
    return unicodedata.category(character) in _HIDDEN or character in _BLANKS_THAT_ARE_NOT


def scripts_of(word: str) -> set[str]:
    """The alphabets of the letters of a word; Greek letters that are symbols do not count."""
    found: set[str] = set()
    for letter in word:
        if letter.isascii():
            if letter.isalpha():
                found.add("LATIN")
        elif letter.isalpha() and letter not in _SYMBOLS:
            name = unicodedata.name(letter, "")
            found |= {alphabet for alphabet in _ALPHABETS if name.startswith(alphabet)}
    return found
