package image

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Builder carries out a Dockerfile's steps in folders: one for each stage, in place of its root. Images are not fetched:
// a base image's programs are those of this machine, and of its files there are those in Base.
type Builder struct {
	// Context is the folder with what COPY takes from, and Ignore what it may not take.
	Context string
	Ignore  Ignore
	// Dir is an empty folder for the stages.
	Dir string
	// Args are the values of build arguments that differ from the defaults.
	Args map[string]string
	// Base gives, by absolute path, files of base images, with their contents.
	Base map[string][]byte
	// Env is what commands get from this machine.
	Env []string
}

// Image is what a build has made.
type Image struct {
	// Root is the folder that stands for the image's root.
	Root string
	// Env, Workdir, User, Entrypoint, Cmd and Health are what a container starts with; Health is the health check's command.
	Env                     []string
	Workdir, User           string
	Entrypoint, Cmd, Health []string
}

// Build carries out all stages, and gives the last one's image.
func (b Builder) Build(ctx context.Context, stages []Stage) (Image, error) {
	var img Image
	for i, stage := range stages {
		work := stageBuild{Builder: b, img: Image{Root: b.root(stage.Name), Workdir: "/"}, args: map[string]string{}}
		if err := os.MkdirAll(work.img.Root, 0o755); err != nil {
			return Image{}, err
		}
		if err := work.base(stage.Base); err != nil {
			return Image{}, err
		}
		for _, step := range stage.Steps {
			if err := work.do(ctx, step); err != nil {
				return Image{}, fmt.Errorf("stage %d, line %d, %s %s: %w", i+1, step.Line, step.Verb, step.Text, err)
			}
		}
		img = work.img
	}
	return img, nil
}

// root is the folder of a stage; the last one has no name.
func (b Builder) root(stage string) string { return filepath.Join(b.Dir, "stage-"+stage) }

// stageBuild is one stage under way.
type stageBuild struct {
	Builder
	img  Image
	args map[string]string
}

// base puts what is known of the base image's files into the stage.
func (s *stageBuild) base(name string) error {
	if name == "scratch" {
		return nil
	}
	for file, content := range s.Base {
		if err := writeFile(filepath.Join(s.img.Root, file), content); err != nil {
			return err
		}
	}
	return nil
}

func (s *stageBuild) do(ctx context.Context, step Step) (err error) {
	switch step.Verb {
	case "ARG":
		name, value, _ := strings.Cut(step.Text, "=")
		if given, ok := s.Args[name]; ok {
			value = given
		}
		s.args[name] = value
	case "ENV":
		s.img.Env = append(s.img.Env, step.Text)
	case "WORKDIR":
		s.img.Workdir = path.Join(s.img.Workdir, step.Text)
		return os.MkdirAll(filepath.Join(s.img.Root, s.img.Workdir), 0o755)
	case "USER":
		s.img.User = step.Text
	case "COPY":
		return s.copy(step)
	case "RUN":
		return s.run(ctx, step)
	case "ENTRYPOINT":
		s.img.Entrypoint, err = step.List()
	case "CMD":
		s.img.Cmd, err = step.List()
	case "HEALTHCHECK":
		s.img.Health, err = step.List()
	}
	return err
}

// run runs a command by a shell, as an engine does. One that names an absolute path would touch this machine's files.
func (s *stageBuild) run(ctx context.Context, step Step) error {
	for _, word := range strings.Fields(step.Text) {
		if strings.HasPrefix(strings.TrimLeft(word, `"'>`), "/") {
			return fmt.Errorf("%s is an absolute path: a RUN must keep below its WORKDIR", word)
		}
	}
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", step.Text)
	cmd.Dir = filepath.Join(s.img.Root, s.img.Workdir)
	cmd.Env = append(slices.Clone(s.Env), s.img.Env...)
	for name, value := range s.args {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// copy copies files and folders into the stage, from the context or another stage.
func (s *stageBuild) copy(step Step) error {
	words := strings.Fields(step.Text)
	if len(words) < 2 {
		return errors.New("COPY needs a source and a destination")
	}
	sources, to := words[:len(words)-1], words[len(words)-1]
	from, ignore := s.Context, s.Ignore
	if stage := step.Flag("from"); stage != "" {
		from, ignore = s.Builder.root(stage), nil
	}
	into := to
	if !path.IsAbs(to) {
		into = path.Join(s.img.Workdir, to)
	}
	target := filepath.Join(s.img.Root, into)
	c := copier{from: from, ignore: ignore, owner: step.Flag("chown")}
	if mode := step.Flag("chmod"); mode != "" {
		bits, err := strconv.ParseUint(mode, 8, 9)
		if err != nil {
			return fmt.Errorf("--chmod=%s is no mode of three octal digits", mode)
		}
		c.mode = fs.FileMode(bits)
	}
	for _, source := range sources {
		if err := c.copy(source, target, strings.HasSuffix(to, "/")); err != nil {
			return err
		}
	}
	return nil
}

// copier copies from one folder what it doesn't ignore. It gives it to an owner and a mode; if they are empty, they stay
// those of whoever runs this, and of the file.
type copier struct {
	from   string
	ignore Ignore
	owner  string
	mode   fs.FileMode
}

// copy copies a file to the target, or into it if that is a folder; of a folder, it copies what is in it.
func (c copier) copy(source, target string, folder bool) error {
	start := filepath.Join(c.from, source)
	info, err := os.Stat(start)
	if err != nil {
		return fmt.Errorf("there is no %s to copy", source)
	}
	if !info.IsDir() && folder {
		target = filepath.Join(target, filepath.Base(source))
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	copied := 0
	err = filepath.WalkDir(start, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(c.from, file)
		if err != nil || !entry.IsDir() && c.ignore.Excludes(filepath.ToSlash(name)) {
			return err
		}
		below, err := filepath.Rel(start, file)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return c.folder(name, filepath.Join(target, below))
		}
		copied++
		return c.file(file, filepath.Join(target, below))
	})
	if err == nil && copied == 0 && c.ignore != nil {
		return fmt.Errorf(".dockerignore keeps all of %s out", source)
	}
	return err
}

// folder makes a folder of the target. One that is ignored isn't made, nor looked into unless a rule keeps what is below.
func (c copier) folder(name, target string) error {
	if name = filepath.ToSlash(name); c.ignore.Excludes(name) {
		if c.ignore.keepsBelow(name) {
			return nil
		}
		return fs.SkipDir
	}
	if err := os.MkdirAll(target, 0o755); err != nil {
		return err
	}
	return c.give(target)
}

func (c copier) file(file, target string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := writeFile(target, content); err != nil {
		return err
	}
	if err := os.Chmod(target, cmp.Or(c.mode, info.Mode().Perm())); err != nil {
		return err
	}
	return c.give(target)
}

// give makes the copier's user the owner, where this machine's user may do that.
func (c copier) give(file string) error {
	if c.owner == "" || os.Geteuid() != 0 {
		return nil
	}
	user, group, err := Ids(c.owner)
	if err != nil {
		return err
	}
	return os.Chown(file, user, group)
}

// Ids reads a user and a group written as numbers, as in 65532:65532.
func Ids(owner string) (user, group int, err error) {
	u, g, _ := strings.Cut(owner, ":")
	if user, err = strconv.Atoi(u); err == nil {
		group, err = strconv.Atoi(g)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("%q is not a user and a group by their numbers, as in 65532:65532", owner)
	}
	return user, group, nil
}

func writeFile(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, content, 0o644)
}
