package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
)

// Where Neo4j's password can be. It has no place in --store, since that stands in histories and lists of processes.
const (
	passwordVariable     = "PACTGRAPH_PASSWORD"
	passwordFileVariable = "PACTGRAPH_PASSWORD_FILE"
	passwordPlaces       = "put it into $" + passwordVariable + ", or into a file that $" + passwordFileVariable + " or --password-file names"
)

// password is one with where it comes from; both are empty if none was given.
type password struct{ text, from string }

// passwordSource is where a password can be: in a variable, or in a file that another variable or a flag names.
type passwordSource struct{ variable, fileVariable, flag string }

// thePassword is where every command looks.
var thePassword = passwordSource{passwordVariable, passwordFileVariable, "password-file"}

// readPassword gives the password that the command was given, from the first of the sources that has one; the last is
// that of every command.
func readPassword(cmd *cobra.Command, sources ...passwordSource) (password, error) {
	for _, s := range sources {
		if given, err := s.read(cmd); err != nil || given.text != "" {
			return given, err
		}
	}
	return thePassword.read(cmd)
}

// read gives the source's password, without the line's end after it in a file.
func (s passwordSource) read(cmd *cobra.Command) (password, error) {
	file, fileFrom := os.Getenv(s.fileVariable), "$"+s.fileVariable
	if flag, _ := cmd.Flags().GetString(s.flag); flag != "" {
		file, fileFrom = flag, "--"+s.flag
	}
	text := os.Getenv(s.variable)
	switch {
	case file == "":
		return password{text, "$" + s.variable}, nil
	case text != "":
		return password{}, usagef("there is a password in $%s, and %s names a file with one: give one of them", s.variable, fileFrom)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return password{}, fmt.Errorf("the password's file, which %s names: %w", fileFrom, err)
	}
	warnOfReaders(cmd, file)
	line := strings.TrimSuffix(strings.TrimSuffix(string(content), "\n"), "\r")
	if line == "" {
		return password{}, fmt.Errorf("the password's file %s, which %s names, is empty", file, fileFrom)
	}
	return password{line, file}, nil
}

// warnOfReaders warns of a file that others than its owner may read, where the system says so.
func warnOfReaders(cmd *cobra.Command, file string) {
	info, err := os.Stat(file)
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "pactgraph: warning: others may read the password's file %s: chmod 600 keeps it to its owner\n", file)
	}
}
