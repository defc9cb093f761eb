UNWIND $rows AS row
MERGE (fact:Account {key: row[0]})
ON CREATE SET fact.sets = $sets,
  fact.platform = row[1],
  fact.display_name = left(coalesce(row[0]), 80)
ON MATCH SET fact.platform = CASE WHEN (fact.platform IS NULL OR row[1] > fact.platform) AND fact.sets = $sets THEN row[1] ELSE fact.platform END
RETURN count(fact) AS written, collect(CASE WHEN fact.sets <> $sets THEN row END) AS contested
