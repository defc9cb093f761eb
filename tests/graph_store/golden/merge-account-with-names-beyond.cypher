UNWIND $rows AS row
MERGE (fact:Account {key: row[0]})
ON CREATE SET fact.sets = $sets,
  fact.platform = row[1],
  fact.handle = row[2],
  fact.name = row[3],
  fact.followers = row[4],
  fact.display_name = left(coalesce(row[2], row[3], row[0]), 80)
ON MATCH SET fact.platform = CASE WHEN (fact.platform IS NULL OR row[1] > fact.platform) AND fact.sets = $sets THEN row[1] ELSE fact.platform END,
  fact.handle = CASE WHEN (fact.handle IS NULL OR row[2] > fact.handle) AND fact.sets = $sets THEN row[2] ELSE fact.handle END,
  fact.name = CASE WHEN fact.name IS NULL AND fact.sets = $sets THEN row[3] ELSE fact.name END,
  fact.followers = CASE WHEN (fact.followers IS NULL OR row[4] > fact.followers) AND fact.sets = $sets THEN row[4] ELSE fact.followers END,
  fact.display_name = left(coalesce(CASE WHEN (fact.handle IS NULL OR row[2] > fact.handle) AND fact.sets = $sets THEN row[2] ELSE fact.handle END, CASE WHEN fact.name IS NULL AND fact.sets = $sets THEN row[3] ELSE fact.name END, fact.key), 80)
RETURN count(fact) AS written, collect(CASE WHEN fact.sets <> $sets OR fact.name <> row[3] THEN row END) AS contested
