// How many relationships of each type does each set assert?
//
// scans: every relationship is counted
MATCH ()-[fact]->() WHERE fact.sets IS NOT NULL
UNWIND fact.sets AS set
WITH set, type(fact) AS kind, count(*) AS facts
RETURN set, kind, facts ORDER BY set, kind
