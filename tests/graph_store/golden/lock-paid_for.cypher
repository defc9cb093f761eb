UNWIND range(0, size($rows) - 1) AS place
WITH place, $rows[place] AS row
MATCH (a:Account {key: row[0]})
MATCH (b:Post {key: row[1]})
MATCH (a)-[fact:PAID_FOR {currency: row[2]}]->(b)
SET fact.locked = true
REMOVE fact.locked
RETURN place, properties(fact) AS properties
