UNWIND $rows AS row
MATCH (a:Post {key: row[0]})
MATCH (b:Domain {key: row[1]})
MERGE (a)-[fact:LINKS_TO]->(b)
ON CREATE SET fact.sets = $sets,
  fact.seen = row[2]
ON MATCH SET fact.seen = CASE WHEN (fact.seen IS NULL OR row[2] > fact.seen) AND fact.sets = $sets THEN row[2] ELSE fact.seen END
RETURN count(fact) AS written, collect(CASE WHEN fact.sets <> $sets THEN row END) AS contested
