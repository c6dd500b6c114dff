// Builds what "pactgraph serve" gives a browser into server/assets/dist, from which Go embeds it. With "check" it only
// makes the types of the explorer's queries, for the type checker.
import { readFile, rm, writeFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as documentNode from "@graphql-codegen/typed-document-node";
import * as types from "@graphql-codegen/typescript";
import * as operations from "@graphql-codegen/typescript-operations";
import { build } from "esbuild";
import { parse, buildASTSchema, concatAST, validate } from "graphql";

const dist = "../server/assets/dist";

await writeFile("src/explorer/gql.ts", await queries());
if (process.argv[2] === "check") process.exit();

await rm(dist, { recursive: true, force: true });
const common = {
  outdir: dist,
  bundle: true,
  minify: true,
  target: "es2022",
  jsx: "automatic",
  legalComments: "linked",
  logLevel: "warning",
};
await build({
  ...common,
  entryPoints: { graphiql: "src/graphiql.jsx" },
  format: "iife",
  jsxImportSource: "react",
  tsconfigRaw: {}, // tsconfig.json is the explorer's, and would make Preact's elements of React's
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".woff2": "dataurl", ".woff": "dataurl", ".svg": "dataurl" },
});
// Each view is a chunk of its own, loaded when it is opened: what a first visit takes stays small. The layout by forces runs
// in a thread of its own, and so is a file of its own.
await build({
  ...common,
  entryPoints: { explorer: "src/explorer/main.tsx", forces: "src/explorer/graph/forces.ts" },
  chunkNames: "[name]-[hash]",
  format: "esm",
  splitting: true,
  jsxImportSource: "preact",
});

// queries gives the types of schema.graphqls and of the explorer's queries, and the texts of these, as TypeScript.
async function queries() {
  const schema = parse(await readFile("../schema.graphqls", "utf8"), { noLocation: true });
  const documents = [];
  for (const location of filesOf("src/explorer", ".graphql")) {
    documents.push({ location, document: parse(await readFile(location, "utf8")) });
  }
  const wrong = validate(buildASTSchema(schema), concatAST(documents.map((d) => d.document)));
  if (wrong.length > 0) {
    throw new Error(wrong.map(String).join("\n"));
  }
  return "// Made by build.mjs from schema.graphqls and the .graphql files beside the views.\n" + (await codegen({
    filename: "src/explorer/gql.ts",
    schema,
    documents,
    config: {
      documentMode: "string",
      enumsAsTypes: true,
      onlyOperationTypes: true,
      preResolveTypes: true,
      skipTypename: true,
      useTypeImports: true,
      dedupeFragments: true,
      scalars: { Date: "string", DateTime: "string", Upload: "File", ID: "string" },
    },
    pluginMap: { types, operations, documentNode },
    plugins: [{ types: {} }, { operations: {} }, { documentNode: {} }],
  }));
}

// filesOf gives the paths of the files below a folder whose names end so, in their order.
function filesOf(folder, ending) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending)).sort().map((name) => join(folder, name));
}
