// What are these objects called?
//
// $keys  list of strings  keys of posts, texts, images, links, domains or hashtags
UNWIND $keys AS key
MATCH (object:Post|Text|Image|Url|Domain|Hashtag {key: key})
RETURN key, min(object.display_name) AS caption
