// How many actors acted on each of these objects?
//
// $keys   list of strings  keys of the objects
// $label  string           label of the objects
// $tie    string           type of the relationship from the post
// $sets   list of strings  sets to read; a fact counts when one of them asserts it
// $since  time or null     first moment that counts
// $until  time or null     first moment that no longer counts
UNWIND $keys AS key
MATCH (object:Url|Text|Image|Hashtag|Domain|Post|Account {key: key})
MATCH (object)<-[on:ON*0..1]-()
  <-[tie:LINKS_TO|SAYS|SHOWS|TAGGED|RESHARES|REPLIES_TO|MENTIONS]-(post:Post)
WHERE $label IN labels(object) AND type(tie) = $tie
  AND any(name IN tie.sets WHERE name IN $sets)
  AND all(step IN on WHERE any(name IN step.sets WHERE name IN $sets))
MATCH (post)<-[act:POSTED|PUBLISHED]-(actor)
WHERE act.at IS NOT NULL
  AND ($since IS NULL OR act.at >= $since) AND ($until IS NULL OR act.at < $until)
  AND any(name IN act.sets WHERE name IN $sets)
RETURN key AS object, count(DISTINCT actor) AS actors
