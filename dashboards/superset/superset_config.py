"""How Superset runs beside Pactgraph on one's own machine: everything in one folder, heard by this machine alone.

SUPERSET_HOME names the folder; provision.py fills it.
"""

import os
from pathlib import Path

from superset.config import TALISMAN_CONFIG

HOME = Path(os.environ["SUPERSET_HOME"])

# Made by provision.py, and never a part of the project.
SECRET_KEY = (HOME / "secret-key").read_text()

# What Superset knows itself: users, charts, dashboards. Pactgraph's data aren't copied into it.
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME / 'superset.db'}?check_same_thread=false"

# Cookies of another Superset on this machine are left alone: a cookie belongs to a host, whatever the port.
SESSION_COOKIE_NAME = "pactgraph-superset"

# It warns at every page of a picture that its own package lacks.
LOG_LEVEL = "ERROR"

# The pages ask nobody but Superset itself: neither for a pixel by which its visits are counted, nor for maps and fonts.
TALISMAN_CONFIG["content_security_policy"].update({"img-src": ["'self'", "blob:", "data:"], "connect-src": ["'self'"]})
