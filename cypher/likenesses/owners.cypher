// Who administers, or pays for the posts of, which accounts and pages?
//
// $sets  list of strings  sets to read; a fact counts when one of them asserts it
// scans: every actor is read
CALL () {
  MATCH (owner:Account)-[runs:ADMINISTERS]->(actor:Page)
  WHERE any(name IN runs.sets WHERE name IN $sets)
  RETURN owner, actor, 'administers' AS does, count(*) AS times
UNION ALL
  MATCH (owner:Account|Page)-[paid:PAID_FOR]->(post:Post)<-[act:POSTED|PUBLISHED]-(actor)
  WHERE any(name IN paid.sets WHERE name IN $sets) AND any(name IN act.sets WHERE name IN $sets)
  RETURN owner, actor, 'pays for' AS does, count(DISTINCT post) AS times
}
RETURN owner.key AS owner, actor.key AS actor, head(labels(actor)) AS label, does, times
