// Package image reads a Dockerfile, the .dockerignore beside it and a compose file, and carries out a Dockerfile's steps as
// commands in folders, so that tests can tell whether an image would be built and run where no container engine is.
//
// It knows what this project's files use of these languages, and refuses the rest.
package image

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// Stage is one part of a Dockerfile, from one FROM to the next.
type Stage struct {
	// Name is what AS calls it; empty for the last.
	Name string
	// Base is the image it begins with, as written.
	Base string
	// Steps are its instructions but FROM, in order.
	Steps []Step
}

// Step is one instruction.
type Step struct {
	// Line is the line that it begins on, from 1.
	Line int
	// Verb is its name, in capitals.
	Verb string
	// Flags are its flags without their dashes, as from=build.
	Flags []string
	// Text is all that follows the flags, with continued lines joined.
	Text string
}

// Flag gives the value of a flag, empty if it isn't there.
func (s Step) Flag(name string) string {
	for _, f := range s.Flags {
		if key, value, _ := strings.Cut(f, "="); key == name {
			return value
		}
	}
	return ""
}

// List reads the step's text as a list of words, in JSON; a text in another form is for a shell, and an error.
func (s Step) List() ([]string, error) {
	var words []string
	text := strings.TrimPrefix(s.Text, "CMD ") // HEALTHCHECK's own word
	if err := json.Unmarshal([]byte(text), &words); err != nil {
		return nil, fmt.Errorf("line %d: %s takes a list such as [\"serve\"], and has %s", s.Line, s.Verb, s.Text)
	}
	return words, nil
}

// Last gives the last step of a stage with a verb; false if there is none.
func (s Stage) Last(verb string) (Step, bool) {
	for _, step := range slices.Backward(s.Steps) {
		if step.Verb == verb {
			return step, true
		}
	}
	return Step{}, false
}

// verbs are the instructions that are understood.
var verbs = []string{"ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "RUN", "USER", "WORKDIR"}

// ReadDockerfile reads a Dockerfile's stages.
func ReadDockerfile(path string) ([]Stage, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var stages []Stage
	lines := strings.Split(string(text), "\n")
	for i := 0; i < len(lines); i++ {
		first, line := i+1, strings.TrimSpace(lines[i])
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		for strings.HasSuffix(line, `\`) && i+1 < len(lines) {
			i++
			line = strings.TrimSuffix(line, `\`) + strings.TrimSpace(lines[i])
		}
		step := parseStep(first, line)
		switch {
		case !slices.Contains(verbs, step.Verb):
			return nil, fmt.Errorf("%s:%d: %s is not among the instructions that are understood: %s", path, first, step.Verb, strings.Join(verbs, ", "))
		case step.Verb == "FROM":
			stages = append(stages, parseFrom(step))
		case len(stages) == 0:
			return nil, fmt.Errorf("%s:%d: %s stands before the first FROM", path, first, step.Verb)
		default:
			last := &stages[len(stages)-1]
			last.Steps = append(last.Steps, step)
		}
	}
	return stages, nil
}

func parseStep(line int, text string) Step {
	verb, rest, _ := strings.Cut(text, " ")
	step := Step{Line: line, Verb: strings.ToUpper(verb)}
	rest = strings.TrimSpace(rest)
	for strings.HasPrefix(rest, "--") {
		flag, after, _ := strings.Cut(rest, " ")
		step.Flags = append(step.Flags, strings.TrimPrefix(flag, "--"))
		rest = strings.TrimSpace(after)
	}
	step.Text = rest
	return step
}

func parseFrom(step Step) Stage {
	words := strings.Fields(step.Text)
	stage := Stage{}
	if len(words) > 0 {
		stage.Base = words[0]
	}
	if len(words) == 3 && strings.EqualFold(words[1], "AS") {
		stage.Name = words[2]
	}
	return stage
}
