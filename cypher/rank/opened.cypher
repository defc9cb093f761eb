// Which posts did these pages publish, and which addresses lie on these domains?
//
// $keys   list of strings  keys of pages and domains
// $limit  integer          things to return
UNWIND $keys AS key
CALL (key) {
  MATCH (:Page {key: key})-[:PUBLISHED]->(thing:Post) RETURN thing
UNION
  MATCH (:Domain {key: key})<-[:ON]-(thing:Url) RETURN thing
}
WITH DISTINCT thing
RETURN head(labels(thing)) AS label, thing.key AS key ORDER BY key, label LIMIT $limit
