UNWIND $rows AS row
MERGE (fact:Url {key: row[0]})
ON CREATE SET fact.sets = $sets,
  fact.display_name = left(coalesce(row[0]), 80)
RETURN count(fact) AS written, collect(CASE WHEN fact.sets <> $sets THEN row END) AS contested
