UNWIND $rows AS row
WITH row, CASE WHEN row[14] IS NOT NULL THEN datetime({epochMillis: 0}) + duration({microseconds: row[14]}) END AS first_at, CASE WHEN row[15] IS NOT NULL THEN datetime({epochMillis: 0}) + duration({microseconds: row[15]}) END AS last_at
MATCH (a:Account {key: row[0]})
MATCH (b:Page {key: row[1]})
OPTIONAL MATCH (a)-[known:COORDINATED_WITH]->(b) WHERE coalesce(known.run) = row[2] AND coalesce(known.trace) = row[3]
CALL (a, b, row, known) {
WITH known AS fact WHERE fact IS NOT NULL
RETURN fact
UNION ALL
WITH a, b, row, known WHERE known IS NULL
CREATE (a)-[fact:COORDINATED_WITH {run: row[2], trace: row[3]}]->(b)
RETURN fact }
SET fact.within_s = row[4],
  fact.objects = row[5],
  fact.expected = row[6],
  fact.expected_given_shared = row[7],
  fact.expected_given_hours = row[8],
  fact.p = row[9],
  fact.q = row[10],
  fact.p_given_hours = row[11],
  fact.mean_gap_s = row[12],
  fact.min_gap_s = row[13],
  fact.first_at = first_at,
  fact.last_at = last_at,
  fact.leads = row[16]
RETURN count(fact) AS written, [] AS contested
