// Compares the schema with the last released one. A change that breaks what clients ask must be told in the changelog,
// under "Unreleased", in a line that begins with "- Breaking: " and what is printed here.
// Usage: node schema-diff.mjs RELEASED SCHEMA CHANGELOG
import { readFileSync } from "node:fs";
import { buildSchema, findBreakingChanges } from "graphql";

const [released, schema, changelog] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
const unreleased = changelog.split(/^## /m).find((part) => part.startsWith("Unreleased")) ?? "";
const told = unreleased.split("\n").filter((line) => line.startsWith("- Breaking: "));

for (const change of findBreakingChanges(buildSchema(released), buildSchema(schema))) {
  const line = `- Breaking: ${change.description}`;
  if (!told.some((said) => said.startsWith(line))) {
    console.error(line);
    process.exitCode = 1;
  }
}
