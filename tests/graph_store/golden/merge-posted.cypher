UNWIND $rows AS row
WITH row, CASE WHEN row[2] IS NOT NULL THEN datetime({epochMillis: 0}) + duration({microseconds: row[2]}) END AS at
MATCH (a:Account {key: row[0]})
MATCH (b:Post {key: row[1]})
MERGE (a)-[fact:POSTED]->(b)
ON CREATE SET fact.sets = $sets,
  fact.at = at
ON MATCH SET fact.at = CASE WHEN (fact.at IS NULL OR at < fact.at) AND fact.sets = $sets THEN at ELSE fact.at END
RETURN count(fact) AS written, collect(CASE WHEN fact.sets <> $sets THEN row END) AS contested
