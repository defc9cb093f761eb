// Who posted how many links to which domain, redirects followed, and what is it called?
//
// $sets    list of strings          sets to read; a fact counts when one of them asserts it
// $actors  list of strings or null  keys of the actors to read; null: all
// $since   time or null             first moment that counts
// $until   time or null             first moment that no longer counts
// scans: without $actors every actor is read or, if few posts have links, those posts
CALL () {
  WITH $actors AS chosen
  WHERE chosen IS NULL AND COUNT { ()-[:LINKS_TO]->() } * 4 > COUNT { (:Post) }
  MATCH (actor:Account|Page) RETURN actor
UNION ALL
  WITH $actors AS chosen
  WHERE chosen IS NULL AND COUNT { ()-[:LINKS_TO]->() } * 4 <= COUNT { (:Post) }
  MATCH (actor:Account|Page)-[:POSTED|PUBLISHED]->(:Post)-[:LINKS_TO]->()
  RETURN DISTINCT actor
UNION ALL
  UNWIND coalesce($actors, []) AS key
  MATCH (actor:Account|Page {key: key}) RETURN actor
}
CALL (actor) {
  MATCH (actor)-[act:POSTED|PUBLISHED]->(post:Post)-[tie:LINKS_TO]->()
    -[leads:REDIRECTS_TO*0..2]->()-[on:ON*0..1]->(domain:Domain)
  WHERE ($since IS NULL OR act.at >= $since) AND ($until IS NULL OR act.at < $until)
    AND any(name IN act.sets WHERE name IN $sets)
    AND any(name IN tie.sets WHERE name IN $sets)
    AND all(step IN leads + on WHERE any(name IN step.sets WHERE name IN $sets))
  WITH domain, count(DISTINCT post) AS posts
  RETURN collect(domain.key) AS domains, collect(posts) AS posts
}
WITH actor, domains, posts WHERE size(domains) > 0
RETURN actor.key AS actor, head(labels(actor)) AS label, actor.name AS name, domains, posts
