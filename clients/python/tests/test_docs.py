"""docs/python.md: every block of Python is run, one after the other, and prints what the page shows below it."""

from __future__ import annotations

import contextlib
import io
import os
import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "python.md"
BLOCK = re.compile(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.S)


def test_page(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) > 7
    scope: dict[str, Any] = {}
    for code, shown in blocks:
        if code.startswith("# ATOP"):
            if "PACTGRAPH_ATOP" not in os.environ:
                continue
            monkeypatch.setenv("PACTGRAPH_URL", os.environ["PACTGRAPH_ATOP"])
            code = "client = pactgraph.Client()\n" + code
        else:
            monkeypatch.setenv("PACTGRAPH_URL", os.environ["PACTGRAPH_PARIS"])
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, scope)
        assert _lines(printed.getvalue()) == _lines(shown), code


def _lines(text: str) -> list[str]:
    """The lines, whose ends don't matter."""
    return [line.rstrip() for line in text.strip("\n").splitlines()]
