// Who wrote these posts, and when?
//
// $keys  list of strings  keys of posts; others have no row
// $sets  list of strings  sets to read; a fact counts when one of them asserts it
UNWIND $keys AS key
MATCH (post:Post {key: key})<-[act:POSTED|PUBLISHED]-(author:Account|Page)
WHERE act.at IS NOT NULL AND any(name IN act.sets WHERE name IN $sets)
RETURN key AS post, author.key AS author, act.at.epochSeconds AS at
