"""The planner: how a text is encoded, how many units it takes, where its parts break.

This is the one place that counts. Splitting, explaining, dry runs and the command line read a plan or call
:func:`count`. Parts are found by walking from break to break, never by a division alone: an escape pair and a
surrogate pair are not cut (3GPP TS 23.040 clause 9.2.3.24.1), so that a part may have to leave a unit free.

Units are septets in GSM-7 and UTF-16 units (of 16 bits) in UCS-2.
"""

from __future__ import annotations

from operator import itemgetter

from septet import _kernel, gsm7
from septet._value import value
from septet.alphabets import Encoding, Language
from septet.errors import TooManyPartsError, UnencodableCharacterError
from septet.languages import IN_EVERY_TABLE, candidates, lacking, n_shifts
from septet.rules import DEFAULT, MOST_PARTS, SMALLEST_CAPACITY, Rules, rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from septet._typing import Languages, ReferenceBits
    from septet.elements import Carried
    from septet.udh import UserDataHeader

    _Rank = tuple[int, int, int, Language, Language]
    """(parts, plainness, units, locking, single): the least is the best."""

_DEFAULT_ALPHABET = gsm7.alphabet()
_UCS2 = 3  # less plain than two national tables


@value
class Plan:
    """How a text will be sent."""

    encoding: Encoding
    locking: Language
    """Language of the locking shift table."""
    single: Language
    """Language of the single shift table."""
    n_chars: int
    """Characters (code points) of the text."""
    n_units: int
    """Septets or UTF-16 units of the text, headers not counted."""
    capacity: int
    """Units that each part can hold."""
    breaks: tuple[int, ...]
    """Index in the text at which each part but the first begins."""
    part_units: tuple[int, ...]
    """Units in each part."""

    @property
    def n_parts(self) -> int:
        """Number of parts; the empty text takes one."""
        return len(self.part_units)

    @property
    def remaining(self) -> int:
        """Units still free in the last part."""
        return self.capacity - self.part_units[-1]

    def cut(self, text: str) -> Iterator[str]:
        """Yield the text of each part."""
        return (text[start:end] for start, end in zip((0, *self.breaks), (*self.breaks, len(text))))


def plan(
    text: str,
    *,
    encoding: Encoding | None = None,
    languages: Languages = (),
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> Plan:
    """Decide how the text is sent: in the fewest parts that the standard allows.

    Among encodings with as few parts the plainest is taken: the default alphabet and its extension, then one national
    table, then two, then UCS-2; among those the one with the fewest units. A national table costs room in every part,
    for the element of the header that names it (3GPP TS 23.040 clauses 9.2.3.24.15 and 9.2.3.24.16).

    Args:
        text: any text; a lone surrogate counts as one UTF-16 unit.
        encoding: ``Encoding.GSM7`` or ``Encoding.UCS2``, to allow nothing else.
        languages: national tables that may be used. None unless asked for: many phones and networks lack them.
            ``"all"``; languages, of which each locking table may go with each single shift table; or (locking,
            single) pairs of languages.
        reference_bits: size of the reference number in the header of a part that is one of several: 8 or 16.
        max_parts: the largest number of parts that is acceptable, 255 at most and unless stated.
        udh: a header, or further information elements, that every part carries, alone or not.

    Raises:
        TooManyPartsError: the text needs more than 255 or ``max_parts`` parts.
        UnencodableCharacterError: GSM-7 was asked for and the text has a character outside it.
        FieldRangeError: an option is out of its range.

    >>> plan("Price: 5 €")
    Plan(encoding=<Encoding.GSM7: 'GSM-7'>, locking=<Language.DEFAULT: 0>, single=<Language.DEFAULT: 0>, n_chars=10, \
n_units=11, capacity=160, breaks=(), part_units=(11,))
    >>> plan("a" * 159 + "€").part_units, plan("a" * 152 + "€" * 5).part_units
    ((153, 8), (152, 10))
    >>> text = "Sayın müşterimiz, kargonuz dağıtıma çıkmıştır. " * 2
    >>> turkish = plan(text, languages={Language.TURKISH})
    >>> plan(text).n_parts, turkish.n_parts, turkish.locking, turkish.single, turkish.n_units, turkish.capacity
    (2, 1, <Language.TURKISH: 1>, <Language.DEFAULT: 0>, 94, 155)
    """
    if encoding is None and languages == () and reference_bits == 8 and max_parts is None and udh is None:
        return plan_by(text, DEFAULT)
    return plan_by(
        text,
        rules(encoding=encoding, languages=languages, reference_bits=reference_bits, max_parts=max_parts, udh=udh),
    )


def plan_by(text: str, rules: Rules) -> Plan:
    """Return the plan of a text by rules that were made beforehand; the errors are those of :func:`septet.plan`."""
    made = plan_without_limit(text, rules)
    if made.n_parts > rules.most_parts:
        raise TooManyPartsError(made.n_parts, rules.most_parts)
    return made


@_kernel.fast_count_parts(_DEFAULT_ALPHABET, DEFAULT.bounds, MOST_PARTS)
def count_parts(
    text: str,
    *,
    encoding: Encoding | None = None,
    languages: Languages = (),
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> int:
    """Return the number of parts that :func:`septet.plan` gives, with the same options and errors.

    >>> count_parts("a" * 160), count_parts("a" * 161)
    (1, 2)
    """
    made = plan(
        text, encoding=encoding, languages=languages, reference_bits=reference_bits, max_parts=max_parts, udh=udh
    )
    return made.n_parts


def count_parts_all(
    texts: Iterable[str],
    *,
    encoding: Encoding | None = None,
    languages: Languages = (),
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> list[int]:
    """Return the number of parts of each text, as :func:`count_parts` gives it, with the same options and errors.

    It takes about half as long as a loop that calls :func:`count_parts`.

    Raises:
        TypeError: something else than texts is given, or one text that is not in a list.

    >>> count_parts_all(["a" * 160, "a" * 161, "Цена 5 €"])
    [1, 2, 1]
    """
    if isinstance(texts, str):
        raise TypeError("texts must be several texts, and not one: that is what count_parts takes")
    by = rules(encoding=encoding, languages=languages, reference_bits=reference_bits, max_parts=max_parts, udh=udh)
    if by.encoding is not None or by.partners:
        return [plan_by(text, by).n_parts for text in texts]
    found, largest = _kernel.count_parts_all(texts, _DEFAULT_ALPHABET, by.bounds)
    if largest > by.most_parts:
        raise TooManyPartsError(next(n_parts for n_parts in found if n_parts > by.most_parts), by.most_parts)
    return found


def count(text: str, rules: Rules = DEFAULT) -> tuple[bool, int, int]:
    """Return (whether the text is GSM-7, its units, its parts), without making a plan of it and without a limit.

    This is the short cut for work on many texts, and tested equal to :func:`septet.plan`.

    Raises:
        UnencodableCharacterError: the rules ask for GSM-7 and the text has a character outside it.

    >>> count("Price: 5 €"), count("Цена 5 €")
    ((True, 11, 1), (False, 8, 1))
    """
    if rules.encoding is None:
        in_septets, n_units, n_parts = _kernel.count(text, _DEFAULT_ALPHABET, rules.bounds)
        if not rules.partners or (in_septets and n_parts == 1):
            return in_septets, n_units, n_parts
    made = plan_without_limit(text, rules)
    return made.encoding is Encoding.GSM7, made.n_units, made.n_parts


def count_all(texts: Iterable[str], rules: Rules = DEFAULT) -> list[tuple[bool, int, int]]:
    """Return what :func:`count` gives for each of the texts, in less time.

    Raises:
        UnencodableCharacterError: the rules ask for GSM-7 and a text has a character outside it.

    >>> count_all(["Price: 5 €", "Цена 5 €"])
    [(True, 11, 1), (False, 8, 1)]
    """
    if rules.encoding is None and not rules.partners:
        return _kernel.count_all(texts, _DEFAULT_ALPHABET, rules.bounds)
    return [count(text, rules) for text in texts]


def outside(text: str, rules: Rules = DEFAULT) -> tuple[str, int]:
    """Return (the characters that keep the text out of GSM-7, each once; the parts that it takes without them).

    Without them means with a character of one septet in each of their places. Where national tables are allowed, the
    characters are those that the pair lacks which holds most of the text.

    >>> outside("We’re here – “here”")
    ('’–“”', 1)
    """
    if not rules.partners:
        return _kernel.find_outside(text, _DEFAULT_ALPHABET, rules.bounds)
    characters = lacking(text, rules.partners)
    without = text.translate(dict.fromkeys(map(ord, characters), IN_EVERY_TABLE))
    return characters, plan_without_limit(without, rules).n_parts


def plan_without_limit(text: str, rules: Rules) -> Plan:
    """Return the plan of a text, of however many parts.

    Raises:
        UnencodableCharacterError: the rules ask for GSM-7 and the text has a character outside it.
    """
    if rules.encoding is Encoding.UCS2:
        return _in_units(text, rules)
    n_septets, stop = _kernel.measure(text, _DEFAULT_ALPHABET)
    fits = stop == len(text)
    if rules.partners and not (fits and n_septets <= rules.bounds[0]):
        return _fewest_parts(text, rules)
    if fits:
        return _in_septets(text, rules, Language.DEFAULT, Language.DEFAULT, n_septets)
    if rules.encoding is Encoding.GSM7:
        raise UnencodableCharacterError(text, stop, gsm7.alphabet_name())
    return _in_units(text, rules)


def fit_one_part(text: str, made: Plan, rules: Rules) -> Plan:
    """Return the plan of the longest beginning that fits one part, of a text that was planned to take several.

    It is ``text[: plan.n_chars]``, encoded as the whole text would be.
    """
    if made.encoding is Encoding.GSM7:
        alone, _ = rules.shifted[n_shifts(made.locking, made.single)]
        breaks, units = _kernel.break_septets(text, gsm7.alphabet(made.locking, made.single), alone)
    else:
        _, _, alone, _ = rules.bounds
        breaks, units = _kernel.break_units(text, alone)
    return Plan(made.encoding, made.locking, made.single, breaks[0], units[0], alone, (), units[:1])


def _fewest_parts(text: str, rules: Rules) -> Plan:
    # A candidate takes at least as many parts as its units fill. In the order of that bound, the first one is as a
    # rule the only one whose breaks have to be found.
    best: Plan | None = None
    best_rank: _Rank | None = None
    for bound in sorted(_bounds(text, rules)):
        if best_rank is not None and best_rank <= bound:
            break
        _, n_tables, n_units, locking, single = bound
        made = _in_units(text, rules) if n_tables == _UCS2 else _in_septets(text, rules, locking, single, n_units)
        rank = (made.n_parts, *bound[1:])
        if best_rank is None or rank < best_rank:
            best, best_rank = made, rank
    if best is None:
        raise _unencodable(text, rules)
    return best


def _bounds(text: str, rules: Rules) -> Iterator[_Rank]:
    for locking, single, n_septets in candidates(text, rules.partners):
        n_tables = n_shifts(locking, single)
        alone, joined = rules.shifted[n_tables]
        if n_septets <= alone or joined >= SMALLEST_CAPACITY:
            yield 1 if n_septets <= alone else -(-n_septets // joined), n_tables, n_septets, locking, single
    if rules.encoding is None:
        n_units = _kernel.count_units(text)
        _, _, alone, joined = rules.bounds
        yield 1 if n_units <= alone else -(-n_units // joined), _UCS2, n_units, Language.DEFAULT, Language.DEFAULT


def _unencodable(text: str, rules: Rules) -> UnencodableCharacterError:
    # The alphabet that gets furthest is the one to speak of; of several the first.
    found = [
        (_kernel.measure(text, gsm7.alphabet(locking, single))[1], gsm7.alphabet_name(locking, single))
        for locking in Language
        for single in Language
        if rules.partners[locking] >> single & 1
    ]
    stop, name = max((each for each in found if each[0] < len(text)), key=itemgetter(0))
    return UnencodableCharacterError(text, stop, name)


def _in_septets(text: str, rules: Rules, locking: Language, single: Language, n_septets: int) -> Plan:
    alone, joined = rules.shifted[n_shifts(locking, single)]
    if n_septets <= alone:
        return Plan(Encoding.GSM7, locking, single, len(text), n_septets, alone, (), (n_septets,))
    breaks = _kernel.break_septets(text, gsm7.alphabet(locking, single), joined)
    return Plan(Encoding.GSM7, locking, single, len(text), n_septets, joined, *breaks)


def _in_units(text: str, rules: Rules) -> Plan:
    n_units = _kernel.count_units(text)
    _, _, alone, joined = rules.bounds
    tables = Language.DEFAULT, Language.DEFAULT
    if n_units <= alone:
        return Plan(Encoding.UCS2, *tables, len(text), n_units, alone, (), (n_units,))
    return Plan(Encoding.UCS2, *tables, len(text), n_units, joined, *_kernel.break_units(text, joined))
