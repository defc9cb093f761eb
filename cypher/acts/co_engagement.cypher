// Who liked, viewed, commented on or followed what, when?
//
// A like, view or follow has no post of its own. Followed accounts and pages begin with
// "followed", since a post and an account may have one key.
//
// $sets    list of strings          sets to read; a fact counts when one of them asserts it
// $actors  list of strings or null  keys of the actors to read
// $posts   list of strings or null  keys of the posts to read; both null: all actors
// $since   time or null             first moment that counts
// $until   time or null             first moment that no longer counts
// scans: where nothing is chosen every actor is read
CALL () {
  WITH coalesce($actors, $posts) AS chosen WHERE chosen IS NULL
  MATCH (start:Account|Page) RETURN start
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
    MATCH (start)-[act:LIKED|VIEWED]->(object:Post)
    RETURN start AS actor, act, object.key AS object, '' AS post
  UNION ALL
    MATCH (start)-[act:FOLLOWS]->(object:Account|Page)
    RETURN start AS actor, act, 'followed ' + object.key AS object, '' AS post
  UNION ALL
    MATCH (start)-[act:POSTED|PUBLISHED]->(post:Post {kind: 'comment'})
      -[tie:REPLIES_TO]->(object:Post)
    WHERE any(name IN tie.sets WHERE name IN $sets)
    RETURN start AS actor, act, object.key AS object, post.key AS post
  UNION ALL
    MATCH (actor)-[act:POSTED|PUBLISHED]->(start:Post {kind: 'comment'})
      -[tie:REPLIES_TO]->(object:Post)
    WHERE any(name IN tie.sets WHERE name IN $sets)
    RETURN actor, act, object.key AS object, start.key AS post
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
