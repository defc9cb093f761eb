// Which posts may be other acts than before, where these were written anew?
//
// A reshare is fast or not by when the original was posted, a link has the domains of its address
// and of where that leads on to, a wording its number of words.
//
// $posts  list of strings  keys of posts
// $urls   list of strings  keys of addresses
// $texts  list of strings  keys of wordings
CALL () {
  UNWIND $posts AS key
  RETURN key
UNION
  UNWIND $posts AS original
  MATCH (:Post {key: original})<-[:RESHARES]-(post:Post)
  RETURN post.key AS key
UNION
  UNWIND $urls AS url
  MATCH (:Url {key: url})<-[:REDIRECTS_TO*0..2]-()<-[:LINKS_TO]-(post:Post)
  RETURN post.key AS key
UNION
  UNWIND $texts AS text
  MATCH (:Text {key: text})<-[:SAYS]-(post:Post)
  RETURN post.key AS key
}
WITH collect(key) AS keys
UNWIND range(0, size(keys) - 1, 10000) AS place
RETURN keys[place..place + 10000] AS posts
