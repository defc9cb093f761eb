// Which of these actors openly know another of them: follow it, or reply to what it posts?
//
// $actors  list of strings  keys of the actors
// $sets    list of strings  sets to read; a fact counts when one of them asserts it
WITH COUNT { ()-[:FOLLOWS]->() } AS follows, COUNT { ()-[:REPLIES_TO]->() } AS replies
UNWIND $actors AS key
MATCH (actor:Account|Page {key: key})
CALL (actor, follows, replies) {
  WITH actor WHERE follows > 0
  MATCH (actor)-[tie:FOLLOWS]->(other:Account|Page)
  WHERE other.key IN $actors AND any(name IN tie.sets WHERE name IN $sets)
  RETURN other
  UNION
  WITH actor WHERE replies > 0
  MATCH (actor)-[:POSTED|PUBLISHED]->(:Post)-[tie:REPLIES_TO]->
    (:Post)<-[:POSTED|PUBLISHED]-(other:Account|Page)
  WHERE other.key IN $actors AND any(name IN tie.sets WHERE name IN $sets)
  RETURN other
}
WITH DISTINCT actor, other
WHERE actor <> other
RETURN actor.key AS actor, other.key AS other
