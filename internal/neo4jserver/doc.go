// Package neo4jserver starts a real Neo4j Community for tests and development: by a JDK of this machine, with jars that come
// from Maven Central and are kept between runs, and a small Java program beside this file; or, without a JDK, in Docker.
//
// A server listens at 127.0.0.1 only. One that a JDK runs ends with the program that started it, even if that is killed, and
// removes the data that nobody asked to keep.
//
// NEO4J_TEST_URI, with NEO4J_TEST_USER and NEO4J_TEST_PASSWORD, names a server that runs already and is used instead.
// It must be one that may be emptied. PACTGRAPH_CACHE names the folder for what is kept between runs; without it, that
// is pactgraph in the user's cache folder.
package neo4jserver
