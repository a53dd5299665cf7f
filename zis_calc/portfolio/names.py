"""Names of companies and equipment compared as people mean them: case, accents, dots and legal forms do not count."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from zis_calc.model.portfolio import Company


def plain(text: str) -> str:
    """The text in small letters, without accents, dots and repeated spaces; & is `y`."""
    spread = unicodedata.normalize("NFKD", text.replace("&", " y ")).casefold()
    letters = "".join(letter for letter in spread if not unicodedata.combining(letter)).replace(".", "")
    return " ".join(re.findall(r"\w+", letters))


def company_key(name: str, legal_forms: Sequence[str]) -> str:
    """What two spellings of one company share: the plain name without a legal form at its end."""
    words = plain(name).split()
    forms = {plain(form).replace(" ", "") for form in legal_forms}
    while len(words) > 1:
        # S. A. C. may be written as one word or as three.
        tail = next((size for size in (6, 5, 4, 3, 2, 1) if len(words) > size and "".join(words[-size:]) in forms), 0)
        if not tail:
            break
        del words[-tail:]
    return " ".join(words)


def known_companies(companies: Iterable[Company], legal_forms: Sequence[str]) -> dict[str, Company]:
    """The companies of a portfolio file by each of their spellings."""
    return {
        company_key(spelling, legal_forms): company
        for company in companies
        for spelling in (company.name, *company.aliases)
    }


def sector_key(code: str) -> str:
    """What two spellings of a CIIU code share: its digits (C1313, c1313, 1313), else the plain text."""
    text = plain(code).replace(" ", "")
    return re.sub(r"^[a-z](?=\d)", "", text)


def usual(spellings: Counter[str]) -> str:
    """The spelling met most often, the first by alphabet where two are equal."""
    return min(spellings.items(), key=lambda entry: (-entry[1], entry[0]))[0]


def one_spelling(
    words: Sequence[str | None], key: Callable[[str], str]
) -> tuple[list[str | None], dict[str, list[str]]]:
    """The words with one spelling for all that share a key, and those that were written in several ways."""
    met: dict[str, Counter[str]] = {}
    for word in words:
        if word is not None:
            met.setdefault(key(word), Counter())[word] += 1
    called = {one: " ".join(usual(spellings).split()) for one, spellings in met.items()}
    several = {called[one]: sorted(spellings) for one, spellings in met.items() if len(spellings) > 1}
    return [None if word is None else called[key(word)] for word in words], several


class Spellings:
    """Every spelling of every company name that was met, and the one name that stands for them."""

    def __init__(self, companies: Iterable[Company], legal_forms: Sequence[str]) -> None:
        self.legal_forms = legal_forms
        self.declared: Mapping[str, Company] = known_companies(companies, legal_forms)
        self.met: dict[str, Counter[str]] = {}
        self._keys: dict[str, str] = {}

    def meet(self, name: str) -> None:
        """Counts one appearance of a company under this spelling."""
        self.met.setdefault(self.key(name), Counter())[name] += 1

    def key(self, name: str) -> str:
        """The key of the company that `name` writes; the same for all its spellings and declared aliases."""
        known = self._keys.get(name)
        if known is None:
            known = company_key(name, self.legal_forms)
            company = self.declared.get(known)
            if company is not None:
                known = company_key(company.name, self.legal_forms)
            self._keys[name] = known
        return known

    def name(self, key: str) -> str:
        """The declared name, else the spelling met most often (the first by alphabet where two are equal)."""
        company = self.declared.get(key)
        if company is not None:
            return company.name
        return " ".join(usual(self.met[key]).split())

    def several(self) -> dict[str, list[str]]:
        """The companies that were written in more than one way without saying so in `companies`."""
        found = {}
        for key, spellings in self.met.items():
            company = self.declared.get(key)
            said = {company.name, *company.aliases} if company is not None else set()
            left = sorted(set(spellings) - said)
            if len(left) + bool(said) > 1 and left:
                found[key] = sorted({*left, *([company.name] if company is not None else [])})
        return found
