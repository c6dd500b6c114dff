package neo4j

import (
	"net/url"
	"slices"
	"strings"

	"pactgraph/graph"
)

// Schemes are those of the addresses that ParseDSN and Open take.
func Schemes() []string {
	return []string{"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"}
}

// ParseDSN takes apart where a graph is, as a person writes it: neo4j://user@host:port/database, where user, port and
// database may be left out. It gives the address for Open and the options that the text names. A password has no place in
// it: it would stand in histories and lists of processes.
func ParseDSN(dsn string) (uri string, o Options, err error) {
	u, err := url.Parse(dsn)
	if err != nil || !slices.Contains(Schemes(), u.Scheme) || u.Hostname() == "" {
		return "", Options{}, graph.Errorf(graph.KindInvalid, "%q is no address of a Neo4j: write neo4j://user@host:7687/database; the schemes are %s", withoutPassword(dsn), strings.Join(Schemes(), ", "))
	}
	if _, has := u.User.Password(); has {
		return "", Options{}, graph.Errorf(graph.KindInvalid, "%q has a password in it: give it in the environment or in a file", u.Redacted())
	}
	database := strings.Trim(u.Path, "/")
	if strings.Contains(database, "/") || u.Fragment != "" {
		return "", Options{}, graph.Errorf(graph.KindInvalid, "%q is no address of a Neo4j: after the host comes one database's name", dsn)
	}
	o = Options{User: u.User.Username(), Database: database}
	// What is after a question mark is the driver's: it is the routing context.
	at := url.URL{Scheme: u.Scheme, Host: u.Host, RawQuery: u.RawQuery}
	return at.String(), o, nil
}
