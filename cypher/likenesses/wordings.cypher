// Who said which wordings of six words or more, and when for the first time?
//
// A wording known by its hash only has no word count, and passes.
//
// $sets    list of strings          sets to read; a fact counts when one of them asserts it
// $actors  list of strings or null  keys of the actors to read; null: all
// $since   time or null             first moment that counts
// $until   time or null             first moment that no longer counts
// scans: without $actors every actor is read or, if few posts have wordings, those posts
CALL () {
  WITH $actors AS chosen
  WHERE chosen IS NULL AND COUNT { ()-[:SAYS]->() } * 4 > COUNT { (:Post) }
  MATCH (actor:Account|Page) RETURN actor
UNION ALL
  WITH $actors AS chosen
  WHERE chosen IS NULL AND COUNT { ()-[:SAYS]->() } * 4 <= COUNT { (:Post) }
  MATCH (actor:Account|Page)-[:POSTED|PUBLISHED]->(:Post)-[:SAYS]->()
  RETURN DISTINCT actor
UNION ALL
  UNWIND coalesce($actors, []) AS key
  MATCH (actor:Account|Page {key: key}) RETURN actor
}
CALL (actor) {
  MATCH (actor)-[act:POSTED|PUBLISHED]->(post:Post)-[tie:SAYS]->(text:Text)
  WHERE act.at IS NOT NULL AND coalesce(post.kind, 'original') <> 'reshare'
    AND coalesce(text.words, 6) >= 6
    AND ($since IS NULL OR act.at >= $since) AND ($until IS NULL OR act.at < $until)
    AND any(name IN act.sets WHERE name IN $sets)
    AND any(name IN tie.sets WHERE name IN $sets)
  WITH text, min(act.at.epochSeconds) AS at
  RETURN collect(text.key) AS texts, collect(at) AS at
}
WITH actor, texts, at WHERE size(texts) > 0
RETURN actor.key AS actor, head(labels(actor)) AS label, actor.platform AS platform,
  texts, at
