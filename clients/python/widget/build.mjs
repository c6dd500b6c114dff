// Builds the widget into the package's static folder, from which the wheel takes it.
import { build } from "esbuild";

await build({
  entryPoints: ["src/widget.ts", "src/widget.css"],
  outdir: "../src/pactgraph/static",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "inline",
  logLevel: "warning",
});
