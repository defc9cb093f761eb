// Which hashtags did these actors use, and when?
//
// $sets    list of strings  sets to read; a fact counts when one of them asserts it
// $actors  list of strings  keys of the actors
UNWIND $actors AS key
MATCH (actor:Account|Page {key: key})
MATCH (actor)-[act:POSTED|PUBLISHED]->(:Post)-[tie:TAGGED]->(tag:Hashtag)
WHERE act.at IS NOT NULL AND any(name IN act.sets WHERE name IN $sets)
  AND any(name IN tie.sets WHERE name IN $sets)
RETURN actor.key AS actor, tag.key AS tag, act.at.epochSeconds AS at
