"""The GSM 7-bit alphabets (3GPP TS 23.038 clause 6.2.1) and their packing (clause 6.1.2).

Text becomes septets, kept one per octet while they are counted and split, and packed into octets as the last step. A
character of the extension table takes two septets, the escape and its code. An alphabet is a pair of tables, a locking
and a single shift one, named by language; the default pair is the GSM 7-bit default alphabet and its extension.
"""

from __future__ import annotations

from operator import index

from septet import _handlers, _kernel
from septet.alphabets import LOCKING, SINGLE, SINGLE_LENIENT, Language
from septet.errors import FieldRangeError, MalformedError, OverlengthError, TruncatedError, UnencodableCharacterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet._typing import BytesLike, Padding

_CARRIAGE_RETURN = b"\r"
_MOST_FILL_BITS = 6

_prepared: dict[tuple[int, int, bool], _kernel.Alphabet] = {}


def alphabet(
    locking: int = Language.DEFAULT, single: int = Language.DEFAULT, *, lenient: bool = False
) -> _kernel.Alphabet:
    """Return the pair of tables in the form that the kernel reads, made when first asked for.

    Args:
        locking: language of the locking shift table.
        single: language of the single shift table.
        lenient: whether to take a single shift table that is for reading only.

    Raises:
        FieldRangeError: there is no such language.
    """
    found = _prepared.get((locking, single, lenient))
    if found is None:
        locked = LOCKING[_language("locking", locking)]
        shifted = (SINGLE_LENIENT if lenient else SINGLE)[_language("single", single)]
        found = _prepared[locking, single, lenient] = _kernel.Alphabet(locked, shifted)
    return found


def _language(field: str, number: int) -> Language:
    try:
        return Language(number)
    except ValueError:
        raise FieldRangeError(field, number, f"a language from 0 to {max(Language):d}") from None


def alphabet_name(locking: int = Language.DEFAULT, single: int = Language.DEFAULT) -> str:
    """Return the name of the pair of tables, as errors and reports show it.

    Raises:
        FieldRangeError: there is no such language.

    >>> alphabet_name(), alphabet_name(single=Language.TURKISH)
    ('the GSM 7-bit default alphabet', 'the GSM 7-bit alphabet with Turkish single shift')
    """
    shifts = shifts_name(locking, single)
    return f"the GSM 7-bit alphabet with {shifts}" if shifts else "the GSM 7-bit default alphabet"


def shifts_name(locking: int = Language.DEFAULT, single: int = Language.DEFAULT) -> str:
    """Return the names of the tables that are not the default ones, or nothing.

    Raises:
        FieldRangeError: there is no such language.

    >>> shifts_name(Language.HINDI, Language.TURKISH)
    'Hindi locking shift and Turkish single shift'
    """
    return " and ".join(
        f"{_language(kind, language).name.title()} {kind} shift"
        for kind, language in (("locking", locking), ("single", single))
        if language != Language.DEFAULT
    )


def codec_name(locking: int = Language.DEFAULT, single: int = Language.DEFAULT) -> str:
    """Return the name of the codec for the pair of tables, as error handlers see it.

    >>> codec_name(), codec_name(single=Language.TURKISH)
    ('gsm0338', 'gsm23.038-0-1')
    """
    languages = _language("locking", locking), _language("single", single)
    return f"gsm23.038-{languages[0]:d}-{languages[1]:d}" if any(languages) else "gsm0338"


@_kernel.fast_encode(alphabet())
def encode(
    text: str, *, errors: str = "strict", locking: int = Language.DEFAULT, single: int = Language.DEFAULT
) -> bytes:
    """Return the septets of the text, one per octet.

    Args:
        text: any text.
        errors: what to do with a character that the alphabet lacks: ``"strict"`` raises, ``"replace"`` puts ``?``,
            ``"ignore"`` leaves it out; any other error handler of ``codecs`` works too.
        locking: language of the locking shift table.
        single: language of the single shift table.

    Raises:
        UnencodableCharacterError: a character, or its replacement, is not in the alphabet, or the handler declines.
        FieldRangeError: there is no such language.

    >>> encode("1 €").hex(" ")
    '31 20 1b 65'
    """
    tables = alphabet(locking, single)
    septets, stop = _kernel.to_septets(text, tables)
    if stop == len(text):
        return septets
    if errors == "strict":
        raise UnencodableCharacterError(text, stop, alphabet_name(locking, single))
    codec, name = codec_name(locking, single), alphabet_name(locking, single)
    try:
        return _handlers.encode(text, tables, errors, codec=codec, name=name)
    except UnicodeEncodeError as error:
        if error.encoding != codec:  # the handler made it somewhere else
            raise
        raise UnencodableCharacterError(text, error.start, name) from None


@_kernel.fast_decode(alphabet())
def decode(
    septets: BytesLike,
    *,
    errors: str = "strict",
    locking: int = Language.DEFAULT,
    single: int = Language.DEFAULT,
    lenient: bool = False,
) -> str:
    """Return the text of the septets (clauses 6.2.1 and 6.2.1.1).

    An escape and a code that the single shift table lacks mean what the code means in the locking table; two escapes,
    or one at the very end, mean a space.

    Args:
        septets: one per octet.
        errors: what to do with an octet over 127 or an empty cell of a locking table: ``"strict"`` raises,
            ``"replace"`` puts U+FFFD, ``"ignore"`` leaves it out; any other error handler of ``codecs`` works too.
        locking: language of the locking shift table.
        single: language of the single shift table.
        lenient: read 0x65 of the Telugu single shift table as the euro sign that some senders mean by it, and not as
            the ``e`` that the standard says.

    Raises:
        MalformedError: a septet means nothing, and the handler has no text for it.
        FieldRangeError: there is no such language.

    >>> decode(bytes.fromhex("31 20 1b 65"))
    '1 €'
    """
    octets = _octets(septets)
    tables = alphabet(locking, single, lenient=lenient)
    text, stop = _kernel.from_septets(octets, tables)
    if stop == len(octets):
        return text
    codec, name = codec_name(locking, single), alphabet_name(locking, single)
    try:
        return _handlers.decode(octets, tables, errors, codec=codec, name=name)[0]
    except UnicodeDecodeError as error:
        if error.encoding != codec:  # the handler made it somewhere else
            raise
        raise MalformedError(error.reason, "septets", error.start) from None


@_kernel.fast_pack
def pack(septets: BytesLike, *, fill_bits: int = 0, padding: Padding = "zero") -> bytes:
    """Return the octets of the septets, least significant bit first (clause 6.1.2.1.1).

    Args:
        septets: one per octet.
        fill_bits: zero bits in front, 0 to 6, that bring the text behind a user data header to a septet boundary.
        padding: ``"zero"`` as SMS has it, where the number of septets is sent along; ``"cr"`` for USSD and cell
            broadcast, where seven spare bits at the end would read as one ``@`` more: a carriage return fills them,
            and one that ends the text on an octet boundary is doubled (clauses 6.1.2.3.1 and 6.1.2.2.1).

    Raises:
        FieldRangeError: a septet is over 127, or there are more than six fill bits.

    >>> pack(encode("hellohello")).hex()
    'e8329bfd4697d9ec37'
    >>> pack(encode("1234567")).hex(), pack(encode("1234567"), padding="cr").hex()
    ('31d98c56b3dd00', '31d98c56b3dd1a')
    """
    _check_packing(fill_bits, padding)
    unpacked = _octets(septets)
    if padding == "cr":
        n_spare = -(fill_bits + 7 * len(unpacked)) % 8
        if n_spare == 7 or (n_spare == 0 and unpacked.endswith(_CARRIAGE_RETURN)):
            unpacked += _CARRIAGE_RETURN
    octets, stop = _kernel.pack(unpacked, fill_bits)
    if stop < len(unpacked):
        raise FieldRangeError(f"septets[{stop}]", unpacked[stop], "0 to 127")
    return octets


@_kernel.fast_unpack
def unpack(octets: BytesLike, n_septets: int | None = None, *, fill_bits: int = 0, padding: Padding = "zero") -> bytes:
    """Return the septets, one per octet.

    Args:
        octets: the fill bits and the packed septets.
        n_septets: how many there are; seven octets hold seven septets or eight, so that octets alone do not tell.
            Without it, as many as there is room for.
        fill_bits: bits in front to leave out, 0 to 6.
        padding: ``"cr"`` takes away a carriage return at the end that ends on an octet boundary.

    Raises:
        TruncatedError: there are too few octets.
        OverlengthError: there are octets behind the last septet.
        FieldRangeError: the number of septets is negative, or there are more than six fill bits.

    >>> unpack(bytes.fromhex("e8329bfd4697d9ec37"), 10)
    b'hellohello'
    """
    _check_packing(fill_bits, padding)
    packed = _octets(octets)
    if n_septets is None:
        n_septets = max(0, (8 * len(packed) - fill_bits) // 7)
    elif index(n_septets) < 0:
        raise FieldRangeError("n_septets", n_septets, "0 or more")
    n_octets = (fill_bits + 7 * n_septets + 7) // 8
    if n_octets > len(packed):
        raise TruncatedError(f"{n_septets} septets take {n_octets} octets, here the data ends", "octets", len(packed))
    if n_octets < len(packed):
        raise OverlengthError(f"{n_septets} septets take {n_octets} octets, there are more", "octets", n_octets)
    septets = _kernel.unpack(packed, n_septets, fill_bits)
    if padding == "cr" and (fill_bits + 7 * n_septets) % 8 == 0:
        return septets.removesuffix(_CARRIAGE_RETURN)
    return septets


@_kernel.fast_encode_packed(alphabet())
def encode_packed(
    text: str,
    *,
    errors: str = "strict",
    locking: int = Language.DEFAULT,
    single: int = Language.DEFAULT,
    fill_bits: int = 0,
    padding: Padding = "zero",
) -> bytes:
    """Return the packed octets of the text: :func:`encode` and :func:`pack` in one, with the options of both.

    The number of septets is not in the octets; who sends it along counts them with :func:`septet.plan`.

    Raises:
        UnencodableCharacterError: a character, or its replacement, is not in the alphabet, or the handler declines.
        FieldRangeError: there is no such language, or there are more than six fill bits; or an error handler gives
            octets over 127.

    >>> encode_packed("hellohello").hex()
    'e8329bfd4697d9ec37'
    """
    return pack(encode(text, errors=errors, locking=locking, single=single), fill_bits=fill_bits, padding=padding)


@_kernel.fast_decode_packed(alphabet())
def decode_packed(
    octets: BytesLike,
    n_septets: int | None = None,
    *,
    errors: str = "strict",
    locking: int = Language.DEFAULT,
    single: int = Language.DEFAULT,
    lenient: bool = False,
    fill_bits: int = 0,
    padding: Padding = "zero",
) -> str:
    """Return the text of packed septets: :func:`unpack` and :func:`decode` in one, with the options of both.

    Raises:
        TruncatedError: there are too few octets.
        OverlengthError: there are octets behind the last septet.
        MalformedError: a septet means nothing, and the handler has no text for it; its place is counted in septets.
        FieldRangeError: the number of septets is negative, there are more than six fill bits, or there is no such
            language.

    >>> decode_packed(bytes.fromhex("e8329bfd4697d9ec37"), 10)
    'hellohello'
    """
    septets = unpack(octets, n_septets, fill_bits=fill_bits, padding=padding)
    return decode(septets, errors=errors, locking=locking, single=single, lenient=lenient)


def _check_packing(fill_bits: int, padding: str) -> None:
    if not (isinstance(fill_bits, int) and 0 <= fill_bits <= _MOST_FILL_BITS):
        raise FieldRangeError("fill_bits", fill_bits, f"0 to {_MOST_FILL_BITS}")
    if padding not in ("zero", "cr"):
        raise FieldRangeError("padding", padding, '"zero" or "cr"')


def _octets(given: BytesLike) -> bytes:
    # Through a memoryview, since bytes(5) would be five zero octets.
    return given if type(given) is bytes else bytes(memoryview(given))
