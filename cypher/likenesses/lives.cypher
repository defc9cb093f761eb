// From when until when did each actor post, how much, in which hours, and what is it called?
//
// $sets    list of strings          sets to read; a fact counts when one of them asserts it
// $actors  list of strings or null  keys of the actors to read; null: all
// $since   time or null             first moment that counts
// $until   time or null             first moment that no longer counts
// $least   integer                  fewest posts of an actor that is of interest
// scans: without $actors every actor is read
CALL () {
  WITH $actors AS chosen WHERE chosen IS NULL
  MATCH (actor:Account|Page) RETURN actor
UNION ALL
  UNWIND coalesce($actors, []) AS key
  MATCH (actor:Account|Page {key: key}) RETURN actor
}
CALL (actor) {
  MATCH (actor)-[act:POSTED|PUBLISHED]->(:Post)
  WHERE act.at IS NOT NULL
    AND ($since IS NULL OR act.at >= $since) AND ($until IS NULL OR act.at < $until)
    AND any(name IN act.sets WHERE name IN $sets)
  WITH act.at.epochSeconds AS at
  RETURN min(at) AS first, max(at) AS last, count(*) AS posts, collect(DISTINCT at / 3600) AS hours
}
WITH actor, first, last, posts, hours WHERE posts >= $least
RETURN actor.key AS actor, head(labels(actor)) AS label,
  actor.platform AS platform, first, last, posts,
  hours, actor.handle AS handle, actor.name AS name
