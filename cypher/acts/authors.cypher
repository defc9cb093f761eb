// Who posted these?
//
// $posts  list of strings  keys of posts
UNWIND $posts AS key
MATCH (:Post {key: key})<-[:POSTED|PUBLISHED]-(actor)
WITH DISTINCT actor.key AS key
WITH collect(key) AS keys
UNWIND range(0, size(keys) - 1, 10000) AS place
RETURN keys[place..place + 10000] AS actors
