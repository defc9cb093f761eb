UNWIND range(0, size($rows) - 1) AS place
WITH place, $rows[place] AS row
MATCH (fact:Account {key: row[0]})
SET fact.locked = true
REMOVE fact.locked
RETURN place, properties(fact) AS properties
