// Who posted how many links to which domain, redirects followed?
//
// $sets   list of strings  sets to read; a fact counts when one of them asserts it
// $since  time or null     first moment that counts
// $until  time or null     first moment that no longer counts
// scans: every actor is read
MATCH (actor:Account|Page)
CALL (actor) {
  MATCH (actor)-[act:POSTED|PUBLISHED]->(post:Post)-[tie:LINKS_TO]->()
    -[leads:REDIRECTS_TO*0..2]->()-[on:ON*0..1]->(domain:Domain)
  WHERE ($since IS NULL OR act.at >= $since) AND ($until IS NULL OR act.at < $until)
    AND any(name IN act.sets WHERE name IN $sets)
    AND any(name IN tie.sets WHERE name IN $sets)
    AND all(step IN leads + on WHERE any(name IN step.sets WHERE name IN $sets))
  WITH domain, count(DISTINCT post) AS posts
  RETURN collect(domain.key) AS domains, collect(coalesce(domain.registrable, '')) AS registrables,
    collect(posts) AS posts
}
WITH actor, domains, registrables, posts WHERE size(domains) > 0
RETURN actor.key AS actor, head(labels(actor)) AS label, domains, registrables, posts
