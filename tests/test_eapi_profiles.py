"""Versions of ``send_batch``: what each allows."""

from __future__ import annotations

from septet.dialects.eapi.batch.profiles import CURRENT, PROFILE_2007, Profile


def test_the_document_as_it_is_now() -> None:
    assert CURRENT == Profile() == Profile(most_messages=30_000, routing_groups=(1, 2, 3), most_years_ahead=2)


def test_the_document_of_2007() -> None:
    assert Profile(most_messages=None, routing_groups=(2,), most_years_ahead=None) == PROFILE_2007
