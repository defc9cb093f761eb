UNWIND $rows AS row
MATCH (fact:Account {key: row[0]})
SET fact += row[1]
SET fact.display_name = left(coalesce(fact.handle, fact.name, fact.key), 80)
