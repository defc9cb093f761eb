UNWIND $rows AS row
WITH row, CASE WHEN row[7] IS NOT NULL THEN datetime({epochMillis: 0}) + duration({microseconds: row[7]}) END AS created_at
MERGE (fact:Account {key: row[0]})
ON CREATE SET fact.sets = $sets,
  fact.platform = row[1],
  fact.handle = row[2],
  fact.name = row[3],
  fact.bio = row[4],
  fact.location = row[5],
  fact.language = row[6],
  fact.created_at = created_at,
  fact.followers = row[8],
  fact.following = row[9],
  fact.display_name = left(coalesce(row[2], row[3], row[0]), 80)
ON MATCH SET fact.platform = CASE WHEN (fact.platform IS NULL OR row[1] > fact.platform) AND fact.sets = $sets THEN row[1] ELSE fact.platform END,
  fact.handle = CASE WHEN (fact.handle IS NULL OR row[2] > fact.handle) AND fact.sets = $sets THEN row[2] ELSE fact.handle END,
  fact.name = CASE WHEN (fact.name IS NULL OR row[3] > fact.name) AND fact.sets = $sets THEN row[3] ELSE fact.name END,
  fact.bio = CASE WHEN (fact.bio IS NULL OR row[4] > fact.bio) AND fact.sets = $sets THEN row[4] ELSE fact.bio END,
  fact.location = CASE WHEN (fact.location IS NULL OR row[5] > fact.location) AND fact.sets = $sets THEN row[5] ELSE fact.location END,
  fact.language = CASE WHEN (fact.language IS NULL OR row[6] > fact.language) AND fact.sets = $sets THEN row[6] ELSE fact.language END,
  fact.created_at = CASE WHEN (fact.created_at IS NULL OR created_at < fact.created_at) AND fact.sets = $sets THEN created_at ELSE fact.created_at END,
  fact.followers = CASE WHEN (fact.followers IS NULL OR row[8] > fact.followers) AND fact.sets = $sets THEN row[8] ELSE fact.followers END,
  fact.following = CASE WHEN (fact.following IS NULL OR row[9] > fact.following) AND fact.sets = $sets THEN row[9] ELSE fact.following END,
  fact.display_name = left(coalesce(CASE WHEN (fact.handle IS NULL OR row[2] > fact.handle) AND fact.sets = $sets THEN row[2] ELSE fact.handle END, CASE WHEN (fact.name IS NULL OR row[3] > fact.name) AND fact.sets = $sets THEN row[3] ELSE fact.name END, fact.key), 80)
RETURN count(fact) AS written, collect(CASE WHEN fact.sets <> $sets THEN row END) AS contested
