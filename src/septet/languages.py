"""Which national language tables may be used, and what a text takes with each (3GPP TS 23.038 clause 6.2.1.2).

A table of one language may go with a table of another: the locking shift table replaces the default alphabet, the
single shift table its extension. A character in the locking table costs one septet, one in the single shift table only
costs two. So a text has the same length under all single shift tables that hold what the locking table lacks, and one
look at each character is enough to know its length under every pair.
"""

from __future__ import annotations

from functools import cache, lru_cache

from septet import _kernel, gsm7
from septet.alphabets import ESCAPE, LOCKING, SINGLE, Language
from septet.errors import FieldRangeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from septet._typing import Languages

    Wanted = AbstractSet[int | tuple[int, int]]

WITHOUT_LOCKING = frozenset({Language.SPANISH})
"""Languages with a single shift table only (clause A.3.2 is void)."""

IN_EVERY_TABLE = " "
"""A character of one septet under every locking shift table."""

_EVERY = "all"
_WANTED = '"all", languages, or (locking, single) pairs of languages'
_CAN_LOCK = frozenset(Language) - WITHOUT_LOCKING


def wanted(languages: Languages) -> Wanted:
    """Return the languages and (locking, single) pairs that are asked for, each once.

    Raises:
        FieldRangeError: that is no choice of languages.

    >>> wanted([Language.TURKISH]), len(wanted("all"))
    (frozenset({<Language.TURKISH: 1>}), 14)
    """
    if languages == _EVERY:
        return frozenset(Language)
    if isinstance(languages, str):
        raise FieldRangeError("languages", languages, _WANTED)
    try:
        return frozenset(languages)
    except TypeError:
        raise FieldRangeError("languages", languages, _WANTED) from None


def pairs_of(wanted: Wanted) -> frozenset[tuple[Language, Language]]:
    """Return the (locking, single) pairs that are allowed, the default alphabet among them.

    Raises:
        FieldRangeError: there is no such language, or no such table of it.

    >>> sorted((int(locking), int(single)) for locking, single in pairs_of({Language.TURKISH}))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    alone = {Language.DEFAULT}
    pairs = set()
    for each in wanted:
        if isinstance(each, tuple):
            pairs.add(_pair(each))
        else:
            alone.add(_language(each))
    return frozenset(pairs | {(locking, single) for locking in alone & _CAN_LOCK for single in alone})


def _pair(pair: tuple[int, ...]) -> tuple[Language, Language]:
    if len(pair) != 2:
        raise FieldRangeError("languages", pair, _WANTED)
    locking, single = map(_language, pair)
    if locking in WITHOUT_LOCKING:
        raise FieldRangeError("languages", pair, "pairs whose first language has a locking shift table")
    return locking, single


def _language(number: int) -> Language:
    try:
        return Language(number)
    except ValueError:
        raise FieldRangeError("languages", number, _WANTED) from None


def partners_of(pairs: frozenset[tuple[Language, Language]]) -> tuple[int, ...]:
    """Return for each language the single shift tables that may go with its locking one: a bit for each language."""
    return tuple(sum(1 << single for locking, single in pairs if locking == language) for language in Language)


def n_shifts(locking: Language, single: Language) -> int:
    """Return how many of the two tables are national, each of which the header of a part has to name."""
    return (locking is not Language.DEFAULT) + (single is not Language.DEFAULT)


def candidates(text: str, partners: tuple[int, ...]) -> Iterator[tuple[Language, Language, int]]:
    """Yield (locking, single, septets of the text) for each pair that holds all of the text and could be the best.

    Of the single shift tables that do equally well for a locking table, the default one or else the first is taken.
    """
    for locking, (n_shifted, singles) in zip(Language, _kernel.survey(text, _chart())):
        if fitting := singles & partners[locking]:
            yield locking, _LOWEST[fitting & -fitting], len(text) + n_shifted


def lacking(text: str, partners: tuple[int, ...]) -> str:
    """Return the characters, each once, that the pair lacks which holds most of the text; none if a pair holds it all.

    >>> lacking("müşteri ’x’", partners_of(pairs_of({Language.TURKISH})))
    '’'
    """
    held = _held(partners)
    nowhere = "".join(character for character in dict.fromkeys(text) if character not in held)
    rest = text.translate(dict.fromkeys(map(ord, nowhere)))
    if any(True for _ in candidates(rest, partners)):
        return nowhere
    # Each of the rest is in some pair, and no pair has them all.
    unencodable = (
        (len(places), n_shifts(*pair), pair, places)
        for pair in _pairs(partners)
        for places in [_kernel.find_unencodable(text, gsm7.alphabet(*pair))]
    )
    _, _, _, places = min(unencodable)
    return "".join(dict.fromkeys(text[place] for place in places))


def _pairs(partners: tuple[int, ...]) -> list[tuple[Language, Language]]:
    return [(locking, single) for locking in Language for single in Language if partners[locking] >> single & 1]


@lru_cache(maxsize=64)
def _held(partners: tuple[int, ...]) -> frozenset[str]:
    pairs = _pairs(partners)
    tables = {LOCKING[locking] for locking, _ in pairs} | {SINGLE[single] for _, single in pairs}
    return frozenset("".join(tables)) - {chr(ESCAPE)}


_LOWEST = {1 << language: language for language in Language}


@cache
def _chart() -> _kernel.Chart:
    return _kernel.Chart(tuple(LOCKING[each] for each in Language), tuple(SINGLE[each] for each in Language))
