"""Makes a Superset in the folder SUPERSET_HOME that shows Pactgraph, which answers at PACTGRAPH_URL.

Run by the Python in which Superset is installed, as scripts/superset.sh does. Done again, it changes nothing, unless the
dashboard, the address or Superset itself is another one; then what it made before is made again, and what users made stays.
"""

import hashlib
import json
import os
import secrets
import sys
import urllib.request
from pathlib import Path

import bundle

HERE = Path(__file__).parent
HOME = Path(os.environ["SUPERSET_HOME"])
ADMIN = "admin"


def main():
    url = os.environ.get("PACTGRAPH_URL", bundle.WRITTEN)
    try:
        files = bundle.contents(url)
        reach(bundle.address(url))
    except (OSError, ValueError) as problem:
        sys.exit(f"{problem}\nPACTGRAPH_URL says where Pactgraph is; without it, that is {bundle.WRITTEN}, where make run serves.")
    made = HOME / "provisioned"
    wanted = digest(files)
    if made.exists() and made.read_text() == wanted:
        return
    secret("secret-key", 48)
    password = secret("password", 12)

    # Superset reads its configuration, and so the key, when it is imported.
    from flask.cli import ScriptInfo
    from superset.app import create_app
    from superset.cli.main import superset

    app = create_app()

    def run(*args):
        superset.main(list(args), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)

    run("db", "upgrade")
    run("init")
    with app.app_context():
        if not user():
            run("fab", "create-admin", "--username", ADMIN, "--password", password, "--firstname", "Pactgraph", "--lastname", "Reader", "--email", "admin@localhost")
        load(files)
    made.write_text(wanted)


def reach(url):
    """Asks Pactgraph for a row, and raises an error if it can't be reached or doesn't know rows."""
    query = "{obligations(first:1){rows{id}}}"
    try:
        with urllib.request.urlopen(f"{url}/graphql?query={query}", timeout=30) as response:
            answer = json.load(response)
    except OSError as problem:
        raise OSError(f"Pactgraph doesn't answer at {url}: {problem}") from problem
    if "errors" in answer:
        raise ValueError(f"Pactgraph at {url} doesn't answer {query}: {answer['errors'][0]['message']}")


def secret(name, size):
    """Gives the secret in a file of the folder, which is made, for its owner alone, if it isn't there."""
    path = HOME / name
    if not path.exists() or not path.read_text():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(size))
    return path.read_text()


def digest(files):
    """Gives a text that is another one whenever something is, on which what is made depends."""
    told = hashlib.sha256((HERE / "requirements.txt").read_bytes())
    for name, text in files.items():
        told.update(f"{name}\n{text}\n".encode())
    return told.hexdigest()


def user():
    """Gives the administrator, or None."""
    from superset import security_manager

    return security_manager.find_user(username=ADMIN)


def load(files):
    """Imports the dashboard and all that belongs to it, in place of what an earlier import made."""
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    with override_user(user()):
        ImportAssetsCommand(files).run()


if __name__ == "__main__":
    main()
