"""The options that counting has in every engine, for type checkers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from septet._typing import Languages, ReferenceBits
    from septet.alphabets import Encoding
    from septet.elements import Carried
    from septet.udh import UserDataHeader


class Options(TypedDict, total=False):
    """What :func:`septet.columns.plan` takes besides the column."""

    n_threads: int | None
    on_invalid: Literal["error", "null"]
    encoding: Encoding | None
    languages: Languages
    reference_bits: ReferenceBits
    udh: UserDataHeader | Iterable[Carried] | None
