// Who reshared which author within ten seconds of the original, when?
//
// The object is the author. Where times are whole minutes, the same minute counts.
//
// $sets    list of strings          sets to read; a fact counts when one of them asserts it
// $actors  list of strings or null  keys of the actors to read; null: all
// $since   time or null             first moment that counts
// $until   time or null             first moment that no longer counts
// scans: without $actors every actor is read
CALL () {
  WITH $actors AS chosen WHERE chosen IS NULL
  MATCH (actor:Account|Page) RETURN actor
UNION ALL
  UNWIND coalesce($actors, []) AS key
  MATCH (actor:Account|Page {key: key}) RETURN actor
}
WITH collect(actor) AS actors
UNWIND range(0, size(actors) - 1, 1000) AS start
WITH actors[start..start + 1000] AS some
CALL (some) {
  UNWIND some AS actor
  MATCH (actor)-[act:POSTED|PUBLISHED]->(post:Post)-[tie:RESHARES]->(:Post)
    <-[first:POSTED|PUBLISHED]-(object)
  WHERE act.at IS NOT NULL
    AND ($since IS NULL OR act.at >= $since) AND ($until IS NULL OR act.at < $until)
    AND any(name IN act.sets WHERE name IN $sets)
    AND any(name IN tie.sets WHERE name IN $sets)
    AND any(name IN first.sets WHERE name IN $sets)
    AND first.at <= act.at <= first.at + duration('PT10S') AND object <> actor
  WITH actor,
    collect(object.key) AS objects,
    collect(act.at.epochSeconds * 1000000 + act.at.microsecond) AS at,
    collect(post.key) AS posts
  RETURN collect([actor.key, head(labels(actor)), objects, at, posts]) AS acts
}
RETURN acts
