"""How scripts/superset.sh serves Superset: by one process with some threads, which says so once it can be used."""

import os
from pathlib import Path

bind = f"127.0.0.1:{os.environ.get('SUPERSET_PORT', '8088')}"
worker_class = "gthread"
threads = 8
timeout = 120
loglevel = "warning"


def post_worker_init(worker):
    """Says where Superset is, which is known only now if its port was left to the system, and how to get in."""
    host, port = worker.sockets[0].getsockname()
    password = Path(os.environ["SUPERSET_HOME"]) / "password"
    print(
        f"Superset shows Pactgraph at http://{host}:{port} (dashboard at /superset/dashboard/pactgraph/); Ctrl-C stops it.\n"
        f"Sign in as admin, with the password {password.read_text()} (kept in {password}).",
        flush=True,
    )
