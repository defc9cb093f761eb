// How many nodes of each label does each set assert?
//
// scans: every node is counted
MATCH (fact) WHERE fact.sets IS NOT NULL AND NOT fact:Run
UNWIND fact.sets AS set
WITH set, head(labels(fact)) AS kind, count(*) AS facts
RETURN set, kind, facts ORDER BY set, kind
