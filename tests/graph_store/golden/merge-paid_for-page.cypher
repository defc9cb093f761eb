UNWIND $rows AS row
MATCH (a:Page {key: row[0]})
MATCH (b:Post {key: row[1]})
MERGE (a)-[fact:PAID_FOR {currency: row[2]}]->(b)
ON CREATE SET fact.sets = $sets,
  fact.amount = row[3]
ON MATCH SET fact.amount = CASE WHEN (fact.amount IS NULL OR row[3] > fact.amount) AND fact.sets = $sets THEN row[3] ELSE fact.amount END
RETURN count(fact) AS written, collect(CASE WHEN fact.sets <> $sets THEN row END) AS contested
