// Builds what "pactgraph serve" gives a browser into server/assets/dist, from which Go embeds it.
import { build } from "esbuild";

await build({
  entryPoints: { graphiql: "src/graphiql.jsx" },
  outdir: "../server/assets/dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".woff2": "dataurl", ".woff": "dataurl", ".svg": "dataurl" },
  legalComments: "linked",
  logLevel: "info",
});
