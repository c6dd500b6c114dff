"""Runs notebooks from their first cells to their last, and keeps them with their outputs, as they are in the repository.

    python execute.py NOTEBOOK [FILE]

The notebook is run in its folder, with what PACTGRAPH_URL names as the server. It is written to FILE, or else in its own place: without times, versions and
machine paths, and with what differs from load to load left out, so that a run that shows the same makes the same file, but for its figures. A cell
that fails ends it, with the cell and its error.
"""

import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

# The ids of loads hold their times.
LOAD_ID = re.compile(r"load/\d{8}t\d{6}z-[0-9a-f]+")


def execute(path: Path) -> nbformat.NotebookNode:
    """A notebook with the outputs of a run of it."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    with tempfile.TemporaryDirectory() as folder:
        # By sockets in a folder of its own: a port may be taken by another notebook that begins at the same time.
        config = Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})
        options = {
            "timeout": 300,
            "startup_timeout": 180,
            "kernel_name": "python3",
            "coalesce_streams": True,
            "record_timing": False,
        }
        NotebookClient(notebook, resources=resources, config=config, **options).execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = LOAD_ID.sub("load/…", output["text"])
    return notebook


if __name__ == "__main__":
    source = Path(sys.argv[1]).resolve()
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else source
    done = execute(source)
    target.write_text(nbformat.writes(done) + "\n", encoding="utf-8")
