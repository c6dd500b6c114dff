package webtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"pactgraph/internal/tokens"
)

// jupyterTime is how long JupyterLab may take to start, once it is installed.
const jupyterTime = 2 * time.Minute

// The widget that pactgraph.show gives, in JupyterLab as make notebooks opens it: what is chosen in it is known in Python, and the other way round.
func TestJupyter(t *testing.T) {
	tools := prepare(t)
	output(t, exec.Command(project+"/scripts/python.sh", "widget"))
	output(t, exec.Command(project+"/scripts/notebooks.sh", "install"))
	paris := store{name: "sqlite:" + filepath.Join(t.TempDir(), "paris.db")}
	tools.load(t, paris, project+"/data/paris-2026")
	address, token := tools.serve(t, paris)

	// JupyterLab keeps settings and workspaces in the home folder, and ours must not meet those of whoever runs the test.
	home, folder, secret := t.TempDir(), t.TempDir(), tokens.New()
	lab := exec.Command(project+"/scripts/notebooks.sh", "--no-browser", "--allow-root", "--ServerApp.port=0")
	lab.Env = append(os.Environ(), "HOME="+home, "PACTGRAPH_URL="+address, "NOTEBOOKS_FOLDER="+folder, "JUPYTER_TOKEN="+secret)
	jupyter := listening(t, "JupyterLab", lab, "ServerApp] ", jupyterTime)
	tools.node(t, address, token, "jupyter/*", "JUPYTER_URL="+jupyter, "JUPYTER_TOKEN="+secret, "JUPYTER_FOLDER="+folder)
}
