// What are these objects called?
//
// $keys  list of strings  keys of posts, texts, images, links, domains, hashtags or actors
UNWIND $keys AS key
MATCH (object:Post|Text|Image|Url|Domain|Hashtag|Account|Page {key: key})
RETURN key, min(object.display_name) AS caption
