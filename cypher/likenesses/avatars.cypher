// Who wore which profile picture, and what does it show?
//
// $sets  list of strings  sets to read; a fact counts when one of them asserts it
// scans: every actor is read
MATCH (actor:Account|Page)-[wore:WORE]->(image:Image)
WHERE any(name IN wore.sets WHERE name IN $sets)
RETURN actor.key AS actor, head(labels(actor)) AS label, actor.name AS name, image.key AS image,
  image.family AS family, image.shows AS shows, wore.first_seen.epochSeconds AS first_seen,
  wore.last_seen.epochSeconds AS last_seen
