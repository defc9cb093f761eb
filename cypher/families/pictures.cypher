// What do the pictures look like, by their hashes?
//
// scans: every picture is read
MATCH (image:Image)
WHERE image.pdq IS NOT NULL
RETURN image.key AS key, image.pdq AS pdq, image.pdq_quality AS pdq_quality
