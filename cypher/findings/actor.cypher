// Is there an account or page with this key, and what is it called?
//
// $key  string  key of the actor
MATCH (actor:Account|Page {key: $key})
RETURN actor.key AS key, actor.display_name AS caption, head(labels(actor)) AS label
