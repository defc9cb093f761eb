// How many nodes does the graph hold, our own record of it aside?
//
// scans: the count comes from the count store
MATCH (n) WITH count(n) AS nodes
OPTIONAL MATCH (ledger:Ledger {key: 'graph'})
RETURN nodes - count(ledger) AS nodes
