package image

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
)

// Compose is a compose file, with those keys that this project uses.
type Compose struct {
	Name     string             `yaml:"name"`
	Services map[string]Service `yaml:"services"`
	Volumes  map[string]any     `yaml:"volumes"`
}

// Service is one service of a compose file.
type Service struct {
	// Profiles are those with which it starts; without any it always does.
	Profiles        []string              `yaml:"profiles"`
	Image           string                `yaml:"image"`
	Build           *Build                `yaml:"build"`
	User            string                `yaml:"user"`
	Command         []string              `yaml:"command"`
	Environment     map[string]string     `yaml:"environment"`
	Volumes         []string              `yaml:"volumes"`
	Ports           []string              `yaml:"ports"`
	Healthcheck     *Healthcheck          `yaml:"healthcheck"`
	DependsOn       map[string]Dependency `yaml:"depends_on"`
	Restart         string                `yaml:"restart"`
	ReadOnly        bool                  `yaml:"read_only"`
	Tmpfs           []string              `yaml:"tmpfs"`
	MemLimit        string                `yaml:"mem_limit"`
	CapDrop         []string              `yaml:"cap_drop"`
	SecurityOpt     []string              `yaml:"security_opt"`
	StopGracePeriod string                `yaml:"stop_grace_period"`
	Logging         struct {
		Driver  string            `yaml:"driver"`
		Options map[string]string `yaml:"options"`
	} `yaml:"logging"`
}

// Build says how a service's image is built.
type Build struct {
	Context string            `yaml:"context"`
	Target  string            `yaml:"target"`
	Args    map[string]string `yaml:"args"`
}

// Healthcheck says how a service is asked whether it is well.
type Healthcheck struct {
	Disable       bool     `yaml:"disable"`
	Test          []string `yaml:"test"`
	Interval      string   `yaml:"interval"`
	Timeout       string   `yaml:"timeout"`
	Retries       int      `yaml:"retries"`
	StartPeriod   string   `yaml:"start_period"`
	StartInterval string   `yaml:"start_interval"`
}

// Dependency says what must hold of another service first.
type Dependency struct {
	Condition string `yaml:"condition"`
}

// Variable is a variable that a compose file takes from its surroundings: with a default, or with the message that is
// shown where it has no value.
type Variable struct {
	Name, Default, Message string
	Required               bool
}

// variable matches $$, and ${NAME} with what may follow the name.
var variable = regexp.MustCompile(`\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:-|:\?)([^}]*))?\}`)

// ReadCompose reads a compose file with the values of variables filled in. It gives the variables too, by name. A required
// one without a value is an error, with its message. A key that isn't known is an error.
func ReadCompose(file string, values map[string]string) (Compose, map[string]Variable, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Compose{}, nil, err
	}
	var tree map[string]any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return Compose{}, nil, err
	}
	for key := range tree { // what begins with x- was merged where it is used
		if strings.HasPrefix(key, "x-") {
			delete(tree, key)
		}
	}
	fill := filler{values: values, seen: map[string]Variable{}}
	filled, err := yaml.Marshal(fill.tree(tree))
	if err != nil {
		return Compose{}, nil, err
	}
	if fill.err != nil {
		return Compose{}, fill.seen, fill.err
	}
	var compose Compose
	err = yaml.UnmarshalWithOptions(filled, &compose, yaml.Strict())
	return compose, fill.seen, err
}

// filler fills in variables, and keeps note of them.
type filler struct {
	values map[string]string
	seen   map[string]Variable
	err    error
}

func (f *filler) tree(node any) any {
	switch node := node.(type) {
	case map[string]any:
		for key, value := range node {
			node[key] = f.tree(value)
		}
	case []any:
		for i, value := range node {
			node[i] = f.tree(value)
		}
	case string:
		return variable.ReplaceAllStringFunc(node, f.value)
	}
	return node
}

// value gives what one reference to a variable stands for.
func (f *filler) value(reference string) string {
	if reference == "$$" {
		return "$"
	}
	parts := variable.FindStringSubmatch(reference)
	v := Variable{Name: parts[1]}
	switch parts[2] {
	case ":-":
		v.Default = parts[3]
	case ":?":
		v.Required, v.Message = true, parts[3]
	}
	f.seen[v.Name] = v
	if value := f.values[v.Name]; value != "" {
		return value
	}
	if v.Required && f.err == nil {
		f.err = fmt.Errorf("%s has no value: %s", v.Name, v.Message)
	}
	return v.Default
}
