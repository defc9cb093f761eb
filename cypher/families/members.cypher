// Which wordings and pictures are in whose family?
//
// $keys  list of strings or null  keys of the wordings and pictures; null: all
// scans: without $keys every member of a family is read
CALL () {
  WITH $keys AS chosen WHERE chosen IS NULL
  MATCH (member:Text) WHERE member.family IS NOT NULL RETURN member
UNION ALL
  WITH $keys AS chosen WHERE chosen IS NULL
  MATCH (member:Image) WHERE member.family IS NOT NULL RETURN member
UNION ALL
  UNWIND coalesce($keys, []) AS key
  MATCH (member:Text|Image {key: key}) WHERE member.family IS NOT NULL RETURN member
}
RETURN head(labels(member)) AS label, member.key AS key, member.family AS family
