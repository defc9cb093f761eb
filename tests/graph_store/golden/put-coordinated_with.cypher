UNWIND $rows AS row
WITH row, CASE WHEN row[12] IS NOT NULL THEN datetime({epochMillis: 0}) + duration({microseconds: row[12]}) END AS first_at, CASE WHEN row[13] IS NOT NULL THEN datetime({epochMillis: 0}) + duration({microseconds: row[13]}) END AS last_at
MATCH (a:Account {key: row[0]})
MATCH (b:Page {key: row[1]})
MERGE (a)-[fact:COORDINATED_WITH {run: row[2], trace: row[3]}]->(b)
SET fact.within_s = row[4],
  fact.objects = row[5],
  fact.expected = row[6],
  fact.expected_given_shared = row[7],
  fact.p = row[8],
  fact.q = row[9],
  fact.mean_gap_s = row[10],
  fact.min_gap_s = row[11],
  fact.first_at = first_at,
  fact.last_at = last_at,
  fact.leads = row[14]
RETURN count(fact) AS written, [] AS contested
