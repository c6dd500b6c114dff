"""Pactgraph in Python: who promised what to whom, as frames and graphs.

    import pactgraph
    client = pactgraph.Client()                       # the server that `make run` starts
    client.obligations(bearer="FRA", as_of="2026-01-07")

See docs/python.md for more, and help(pactgraph.Client) for every question.
"""

from ._frames import first_days, last_days
from ._questions import Paths, WhatIf
from ._show import show
from .client import AsyncClient, AsyncListing, Client, Listing
from .errors import (
    BadInputError,
    ChangedError,
    ConflictError,
    DocumentError,
    ForbiddenError,
    IncompleteError,
    InternalError,
    LimitError,
    NotFoundError,
    PactgraphError,
    TimeLimitError,
    UnavailableError,
    UnknownNameError,
)

__version__ = "0.1.0"
__all__ = [
    "AsyncClient",
    "AsyncListing",
    "BadInputError",
    "ChangedError",
    "Client",
    "ConflictError",
    "DocumentError",
    "ForbiddenError",
    "IncompleteError",
    "InternalError",
    "LimitError",
    "Listing",
    "NotFoundError",
    "PactgraphError",
    "Paths",
    "TimeLimitError",
    "UnavailableError",
    "UnknownNameError",
    "WhatIf",
    "first_days",
    "last_days",
    "show",
]
