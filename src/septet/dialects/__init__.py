"""The request formats of SMS APIs: read, checked, dry-run and written, each by its own rules.

Every dialect has the same verbs: ``parse`` makes a request of what a client sends and ``serialize`` the opposite;
``dry_run`` tells what sending it would amount to, ``to_wire`` what the API would answer; ``read_response`` reads what
it did answer. A dialect is imported when it is asked for.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet.dialects import eapi, smslist, xms
else:

    def __getattr__(name):
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return import_module(f"{__name__}.{name}")

    def __dir__():
        return sorted({*globals(), *__all__})


del TYPE_CHECKING

__all__ = ["eapi", "smslist", "xms"]
