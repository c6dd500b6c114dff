#!/usr/bin/env python3
"""Packs the dashboard, with its charts, data sets and database, as a file that any Superset imports.

    bundle.py [--url http://127.0.0.1:8080] pactgraph.zip

--url is where Superset finds Pactgraph. In the files of the folder pactgraph, which are Superset's own form, it stands as
http://127.0.0.1:8080. This program needs Python alone.
"""

import argparse
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = Path(__file__).parent / "pactgraph"
WRITTEN = "http://127.0.0.1:8080"


def contents(url=WRITTEN):
    """Gives the texts of all files by their paths inside the folder, with Pactgraph at the address url."""
    return {
        path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8").replace(WRITTEN, address(url))
        for path in sorted(FOLDER.rglob("*.yaml"))
    }


def address(url):
    """Gives url without a slash at its end. What isn't the address of a web server, or would break the SQL, is refused."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or set(url) & set("\"' \\"):
        raise ValueError(f"the address of Pactgraph is {url!r}: it must be one such as {WRITTEN} or https://example.org/pactgraph")
    return url.rstrip("/")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default=WRITTEN, help="where Superset finds Pactgraph (%(default)s)")
    parser.add_argument("file", type=Path, help="the zip to write")
    asked = parser.parse_args()
    try:
        files = contents(asked.url)
    except ValueError as problem:
        parser.error(str(problem))
    with zipfile.ZipFile(asked.file, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in files.items():
            bundle.writestr(f"{FOLDER.name}/{name}", text)
    print(f"{asked.file}: {len(files)} files; import it in Superset under Dashboards")


if __name__ == "__main__":
    main()
