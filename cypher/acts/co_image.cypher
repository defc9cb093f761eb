// Who posted which picture, when?
//
// $sets    list of strings          sets to read; a fact counts when one of them asserts it
// $actors  list of strings or null  keys of the actors to read
// $posts   list of strings or null  keys of the posts to read; both null: all actors
// $since   time or null             first moment that counts
// $until   time or null             first moment that no longer counts
// scans: where nothing is chosen every actor is read, or, if few posts are such acts, those posts
CALL () {
  WITH coalesce($actors, $posts) AS chosen
  WHERE chosen IS NULL AND COUNT { ()-[:SHOWS]->() } * 4 > COUNT { (:Post) }
  MATCH (start:Account|Page) RETURN start
UNION ALL
  WITH coalesce($actors, $posts) AS chosen
  WHERE chosen IS NULL AND COUNT { ()-[:SHOWS]->() } * 4 <= COUNT { (:Post) }
  MATCH (start:Post)-[:SHOWS]->() RETURN DISTINCT start
UNION ALL
  UNWIND coalesce($actors, []) AS key
  MATCH (start:Account|Page {key: key}) RETURN start
UNION ALL
  UNWIND coalesce($posts, []) AS key
  MATCH (start:Post {key: key}) RETURN start
}
WITH collect(start) AS starts
UNWIND range(0, size(starts) - 1, 1000) AS place
WITH starts[place..place + 1000] AS some
CALL (some) {
  UNWIND some AS start
  CALL (start) {
    MATCH (start)-[act:POSTED|PUBLISHED]->(post:Post) RETURN start AS actor, act, post
  UNION ALL
    MATCH (actor)-[act:POSTED|PUBLISHED]->(start:Post) RETURN actor, act, start AS post
  }
  MATCH (post)-[tie:SHOWS]->(object:Image)
  WHERE act.at IS NOT NULL
    AND ($since IS NULL OR act.at >= $since) AND ($until IS NULL OR act.at < $until)
    AND any(name IN act.sets WHERE name IN $sets)
    AND any(name IN tie.sets WHERE name IN $sets)
  WITH actor,
    collect(object.key) AS objects,
    collect(act.at.epochSeconds * 1000000 + act.at.microsecond) AS at,
    collect(post.key) AS posts
  RETURN collect([actor.key, head(labels(actor)), objects, at, posts]) AS acts
}
RETURN acts
