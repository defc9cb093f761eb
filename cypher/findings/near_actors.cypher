// Which accounts and pages have keys that begin like this?
//
// $start  string  beginning of a key
MATCH (actor:Account|Page) WHERE actor.key STARTS WITH $start
RETURN actor.key AS key LIMIT 20
