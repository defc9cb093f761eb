// Who liked, viewed, commented on or followed what, when?
//
// A like, view or follow has no post of its own. Followed accounts and pages begin with
// "followed", since a post and an account may have one key.
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
  CALL (actor) {
    MATCH (actor)-[act:LIKED|VIEWED]->(object:Post)
    RETURN act, object.key AS object, '' AS post
  UNION ALL
    MATCH (actor)-[act:FOLLOWS]->(object:Account|Page)
    RETURN act, 'followed ' + object.key AS object, '' AS post
  UNION ALL
    MATCH (actor)-[act:POSTED|PUBLISHED]->(post:Post {kind: 'comment'})
      -[tie:REPLIES_TO]->(object:Post)
    WHERE any(name IN tie.sets WHERE name IN $sets)
    RETURN act, object.key AS object, post.key AS post
  }
  WITH actor, act, object, post
  WHERE act.at IS NOT NULL
    AND ($since IS NULL OR act.at >= $since) AND ($until IS NULL OR act.at < $until)
    AND any(name IN act.sets WHERE name IN $sets)
  WITH actor,
    collect(object) AS objects,
    collect(act.at.epochSeconds * 1000000 + act.at.microsecond) AS at,
    collect(post) AS posts
  RETURN collect([actor.key, head(labels(actor)), objects, at, posts]) AS acts
}
RETURN acts
