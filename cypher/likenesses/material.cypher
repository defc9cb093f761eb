// What do the posts of these actors say, show, link to, carry as tags and mention?
//
// $sets    list of strings  sets to read; a fact counts when one of them asserts it
// $since   time or null     first moment that counts
// $until   time or null     first moment that no longer counts
// $actors  list of strings  keys of the actors
UNWIND $actors AS key
MATCH (actor:Account|Page {key: key})
CALL (actor) {
  MATCH (actor)-[act:POSTED|PUBLISHED]->(post:Post)
    -[tie:SAYS|SHOWS|LINKS_TO|TAGGED|MENTIONS]->(thing)
  WHERE coalesce(post.kind, 'original') <> 'reshare'
    AND ($since IS NULL OR act.at >= $since) AND ($until IS NULL OR act.at < $until)
    AND any(name IN act.sets WHERE name IN $sets)
    AND any(name IN tie.sets WHERE name IN $sets)
  RETURN collect(DISTINCT head(labels(thing)) + ' ' + thing.key) AS things
}
RETURN actor.key AS actor, things
