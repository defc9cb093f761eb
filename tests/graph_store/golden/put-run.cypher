UNWIND $rows AS row
WITH row, CASE WHEN row[2] IS NOT NULL THEN datetime({epochMillis: 0}) + duration({microseconds: row[2]}) END AS started_at, CASE WHEN row[3] IS NOT NULL THEN datetime({epochMillis: 0}) + duration({microseconds: row[3]}) END AS finished_at
MERGE (fact:Run {key: row[0]})
SET fact.name = row[1],
  fact.started_at = started_at,
  fact.finished_at = finished_at,
  fact.sets = row[4],
  fact.settings = row[5],
  fact.traces = row[6],
  fact.flagged = row[7],
  fact.clusters = row[8],
  fact.explained = row[9],
  fact.facts = row[10],
  fact.compared_with = row[11]
SET fact.display_name = left(coalesce(fact.name, fact.key), 80)
RETURN count(fact) AS written, [] AS contested
