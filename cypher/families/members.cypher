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
WITH collect(member) AS members
UNWIND range(0, size(members) - 1, 10000) AS start
WITH members[start..start + 10000] AS some
RETURN [member IN some | head(labels(member))] AS labels, [member IN some | member.key] AS keys,
  [member IN some | member.family] AS families
