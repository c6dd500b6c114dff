package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pactgraph/loader"
	"pactgraph/loader/table"
)

func newTemplate() *cobra.Command {
	var format, out string
	cmd := &cobra.Command{
		Use:   "template",
		Short: "Write empty tables to fill in, and load",
		Long: `Write empty tables to fill in: a workbook (xlsx, the default) with a sheet for each kind of thing, every column explained in
a note, and the values that it takes to choose from; or CSV files with the same columns, explained in a remark below the header. What is
filled in loads as it is.

The tables are written to pactgraph.xlsx, or for CSV into the folder pactgraph-tables. --out names another path; one that ends in .zip
holds the CSV files packed. What is there already isn't overwritten.`,
		Example: `  pactgraph template
  pactgraph template --format csv --out tables
  pactgraph template --format csv --out tables.zip`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch format {
			case string(loader.FormatXLSX):
				return writeTemplateBook(cmd, cmp.Or(out, "pactgraph.xlsx"))
			case string(loader.FormatCSV):
				return writeTemplateFiles(cmd, cmp.Or(out, "pactgraph-tables"))
			}
			return usagef("a template can't be %q: it is %s", format, strings.Join(loader.TemplateFormats(), " or "))
		},
	}
	cmd.Flags().StringVar(&format, "format", string(loader.FormatXLSX), "xlsx or csv")
	cmd.Flags().StringVar(&out, "out", "", "the file, or for csv the folder or zip, to write")
	return cmd
}

func writeTemplateBook(cmd *cobra.Command, path string) error {
	var book bytes.Buffer
	if err := loader.WriteTemplate(&book); err != nil {
		return err
	}
	if err := writeNew(path, book.Bytes()); err != nil {
		return err
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "Wrote %s: fill it in, and try it by pactgraph check %s.\n", path, path)
	return err
}

func writeTemplateFiles(cmd *cobra.Command, path string) error {
	names, files, err := loader.TemplateFiles()
	if err != nil {
		return err
	}
	if strings.EqualFold(filepath.Ext(path), ".zip") {
		var packed bytes.Buffer
		if err := table.WriteZip(&packed, names, files); err != nil {
			return err
		}
		names, files = []string{path}, map[string][]byte{path: packed.Bytes()}
	} else {
		if err := os.MkdirAll(path, 0o755); err != nil {
			return err
		}
		inFolder := map[string][]byte{}
		for i, name := range names {
			names[i] = filepath.Join(path, name)
			inFolder[names[i]] = files[name]
		}
		files = inFolder
	}
	if i := slices.IndexFunc(names, exists); i >= 0 {
		return errThere(names[i])
	}
	for _, name := range names {
		if err := writeNew(name, files[name]); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "Wrote %s: fill in what you need, and try it by pactgraph check %s.\n", path, path)
	return err
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func errThere(path string) error {
	return fmt.Errorf("%s is there already, and isn't overwritten: name another path by --out", path)
}

// writeNew writes a file that isn't there yet.
func writeNew(path string, data []byte) error {
	if exists(path) {
		return errThere(path)
	}
	return os.WriteFile(path, data, 0o644)
}
