// When was which account or page opened, and what is it called?
//
// $sets  list of strings  sets to read; a fact counts when one of them asserts it
// scans: every actor is read
MATCH (actor:Account|Page)
WHERE actor.created_at IS NOT NULL AND any(name IN actor.sets WHERE name IN $sets)
RETURN actor.key AS actor, head(labels(actor)) AS label, actor.platform AS platform,
  actor.created_at.epochSeconds AS created_at, actor.handle AS handle, actor.name AS name
