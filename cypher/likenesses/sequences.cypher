// Which rows of five hashtags or more did whom's posts carry, in which order?
//
// Reshares carry the tags of somebody else and are left out.
//
// $sets    list of strings          sets to read; a fact counts when one of them asserts it
// $actors  list of strings or null  keys of the actors to read; null: all
// $since   time or null             first moment that counts
// $until   time or null             first moment that no longer counts
// scans: without $actors every actor is read or, if few posts have hashtags, those posts
CALL () {
  WITH $actors AS chosen
  WHERE chosen IS NULL AND COUNT { ()-[:TAGGED]->() } * 4 > COUNT { (:Post) }
  MATCH (actor:Account|Page) RETURN actor
UNION ALL
  WITH $actors AS chosen
  WHERE chosen IS NULL AND COUNT { ()-[:TAGGED]->() } * 4 <= COUNT { (:Post) }
  MATCH (actor:Account|Page)-[:POSTED|PUBLISHED]->(:Post)-[:TAGGED]->(:Hashtag)
  RETURN DISTINCT actor
UNION ALL
  UNWIND coalesce($actors, []) AS key
  MATCH (actor:Account|Page {key: key}) RETURN actor
}
CALL (actor) {
  MATCH (actor)-[act:POSTED|PUBLISHED]->(post:Post)-[tie:TAGGED]->(tag:Hashtag)
  WHERE tie.position IS NOT NULL AND coalesce(post.kind, 'original') <> 'reshare'
    AND ($since IS NULL OR act.at >= $since) AND ($until IS NULL OR act.at < $until)
    AND any(name IN act.sets WHERE name IN $sets)
    AND any(name IN tie.sets WHERE name IN $sets)
  WITH act, post, tie, tag ORDER BY post.key, tie.position, tag.key
  WITH act, post, collect(tag.key) AS tags WHERE size(tags) >= 5
  RETURN tags, post.key AS post, act.at.epochSeconds * 1000000 AS at
}
RETURN actor.key AS actor, head(labels(actor)) AS label, tags, post, at
