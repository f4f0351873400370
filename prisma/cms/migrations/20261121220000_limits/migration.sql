SELECT tessera.limit_table('content_items', 'content_items', live => 'deleted_at IS NULL');
-- Of what was uploaded; the smaller ones that are made of an image are not the tenant's doing.
SELECT tessera.limit_table('media_files', 'media_bytes', 'sum(byte_size)');
