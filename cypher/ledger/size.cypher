// How many nodes does the graph hold, our own record of it aside?
//
// scans: the counts come from the count store
MATCH (n) WITH count(n) AS held
OPTIONAL MATCH (ledger:Ledger) WITH held, count(ledger) AS own
RETURN held - own AS nodes
