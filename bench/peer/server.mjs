// Serves schema.graphql with @neo4j/graphql on Apollo Server, as the library's documentation sets it up, from the
// Neo4j at NEO4J_URI. It prints its address when it is ready, and ends when its standard input does.
import { readFile } from "node:fs/promises";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Neo4jGraphQL } from "@neo4j/graphql";
import neo4j from "neo4j-driver";

const { NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD } = process.env;
const auth = NEO4J_USER ? neo4j.auth.basic(NEO4J_USER, NEO4J_PASSWORD) : undefined;
const driver = neo4j.driver(NEO4J_URI, auth);
await driver.verifyConnectivity();

const typeDefs = await readFile(new URL("schema.graphql", import.meta.url), "utf8");
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const server = new ApolloServer({ schema });
const { url } = await startStandaloneServer(server, {
  context: async ({ req }) => ({ req, cypherQueryOptions: { addVersionPrefix: true } }),
  listen: { host: "127.0.0.1", port: 0 },
});
console.log(url);

process.stdin.resume();
process.stdin.on("end", async () => {
  await server.stop();
  await driver.close();
});
