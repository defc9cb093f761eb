// How many nodes does the graph hold, our own record of it aside?
//
// scans: the count comes from the count store
MATCH (n) WITH count(n) AS held
OPTIONAL MATCH (ledger:Ledger {key: 'graph'})
WITH held, count(ledger) AS own
RETURN held - own AS nodes
