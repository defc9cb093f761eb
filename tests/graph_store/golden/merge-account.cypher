UNWIND $rows AS row
WITH row, CASE WHEN row[3] IS NOT NULL THEN datetime({epochMillis: 0}) + duration({microseconds: row[3]}) END AS handle_seen_at, CASE WHEN row[5] IS NOT NULL THEN datetime({epochMillis: 0}) + duration({microseconds: row[5]}) END AS name_seen_at, CASE WHEN row[9] IS NOT NULL THEN datetime({epochMillis: 0}) + duration({microseconds: row[9]}) END AS created_at
MERGE (fact:Account {key: row[0]})
ON CREATE SET fact.sets = $sets,
  fact.platform = row[1],
  fact.handle = row[2],
  fact.handle_seen_at = handle_seen_at,
  fact.name = row[4],
  fact.name_seen_at = name_seen_at,
  fact.bio = row[6],
  fact.location = row[7],
  fact.language = row[8],
  fact.created_at = created_at,
  fact.followers = row[10],
  fact.following = row[11],
  fact.display_name = left(coalesce(row[2], row[4], row[0]), 80)
ON MATCH SET fact.platform = CASE WHEN (fact.platform IS NULL OR row[1] > fact.platform) AND fact.sets = $sets THEN row[1] ELSE fact.platform END,
  fact.handle = CASE WHEN (fact.handle IS NULL OR coalesce(handle_seen_at > fact.handle_seen_at, handle_seen_at IS NOT NULL AND fact.handle_seen_at IS NULL) OR coalesce(handle_seen_at = fact.handle_seen_at, handle_seen_at IS NULL AND fact.handle_seen_at IS NULL) AND row[2] > fact.handle) AND fact.sets = $sets THEN row[2] ELSE fact.handle END,
  fact.handle_seen_at = CASE WHEN (fact.handle IS NULL OR coalesce(handle_seen_at > fact.handle_seen_at, handle_seen_at IS NOT NULL AND fact.handle_seen_at IS NULL) OR coalesce(handle_seen_at = fact.handle_seen_at, handle_seen_at IS NULL AND fact.handle_seen_at IS NULL) AND row[2] > fact.handle) AND fact.sets = $sets THEN handle_seen_at ELSE fact.handle_seen_at END,
  fact.name = CASE WHEN (fact.name IS NULL OR coalesce(name_seen_at > fact.name_seen_at, name_seen_at IS NOT NULL AND fact.name_seen_at IS NULL) OR coalesce(name_seen_at = fact.name_seen_at, name_seen_at IS NULL AND fact.name_seen_at IS NULL) AND row[4] > fact.name) AND fact.sets = $sets THEN row[4] ELSE fact.name END,
  fact.name_seen_at = CASE WHEN (fact.name IS NULL OR coalesce(name_seen_at > fact.name_seen_at, name_seen_at IS NOT NULL AND fact.name_seen_at IS NULL) OR coalesce(name_seen_at = fact.name_seen_at, name_seen_at IS NULL AND fact.name_seen_at IS NULL) AND row[4] > fact.name) AND fact.sets = $sets THEN name_seen_at ELSE fact.name_seen_at END,
  fact.bio = CASE WHEN (fact.bio IS NULL OR row[6] > fact.bio) AND fact.sets = $sets THEN row[6] ELSE fact.bio END,
  fact.location = CASE WHEN (fact.location IS NULL OR row[7] > fact.location) AND fact.sets = $sets THEN row[7] ELSE fact.location END,
  fact.language = CASE WHEN (fact.language IS NULL OR row[8] > fact.language) AND fact.sets = $sets THEN row[8] ELSE fact.language END,
  fact.created_at = CASE WHEN (fact.created_at IS NULL OR created_at < fact.created_at) AND fact.sets = $sets THEN created_at ELSE fact.created_at END,
  fact.followers = CASE WHEN (fact.followers IS NULL OR row[10] > fact.followers) AND fact.sets = $sets THEN row[10] ELSE fact.followers END,
  fact.following = CASE WHEN (fact.following IS NULL OR row[11] > fact.following) AND fact.sets = $sets THEN row[11] ELSE fact.following END,
  fact.display_name = left(coalesce(CASE WHEN (fact.handle IS NULL OR coalesce(handle_seen_at > fact.handle_seen_at, handle_seen_at IS NOT NULL AND fact.handle_seen_at IS NULL) OR coalesce(handle_seen_at = fact.handle_seen_at, handle_seen_at IS NULL AND fact.handle_seen_at IS NULL) AND row[2] > fact.handle) AND fact.sets = $sets THEN row[2] ELSE fact.handle END, CASE WHEN (fact.name IS NULL OR coalesce(name_seen_at > fact.name_seen_at, name_seen_at IS NOT NULL AND fact.name_seen_at IS NULL) OR coalesce(name_seen_at = fact.name_seen_at, name_seen_at IS NULL AND fact.name_seen_at IS NULL) AND row[4] > fact.name) AND fact.sets = $sets THEN row[4] ELSE fact.name END, fact.key), 80)
RETURN count(fact) AS written, collect(CASE WHEN fact.sets <> $sets THEN row END) AS contested
