UNWIND $rows AS row
MATCH (a:Post {key: row[0]})
MATCH (b:Hashtag {key: row[1]})
MERGE (a)-[fact:TAGGED]->(b)
ON CREATE SET fact.sets = $sets
RETURN count(fact) AS written, collect(CASE WHEN fact.sets <> $sets THEN row END) AS contested
