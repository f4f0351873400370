-- Files that items show by their addresses are used by them, too: those that were saved before that was written down.
INSERT INTO media_uses (tenant_id, media_id, item_id, published)
SELECT DISTINCT saved.tenant_id, media.id, saved.id, saved.published
FROM (
  SELECT tenant_id, id, data, false AS published FROM content_items WHERE deleted_at IS NULL
  UNION ALL
  SELECT tenant_id, id, data, true FROM published_items
) saved
CROSS JOIN LATERAL regexp_matches(saved.data::text, '/media/files/' || saved.tenant_id || '/([0-9a-f-]{36})/', 'g') AS found (parts)
JOIN media_files media ON media.tenant_id = saved.tenant_id AND media.id::text = found.parts[1]
ON CONFLICT DO NOTHING;

-- And those of revisions that are to be published by themselves.
INSERT INTO media_uses (tenant_id, media_id, item_id, published)
SELECT DISTINCT schedule.tenant_id, media.id, schedule.item_id, false
FROM content_schedules schedule
JOIN content_revisions revision ON revision.tenant_id = schedule.tenant_id AND revision.item_id = schedule.item_id
  AND revision.number = schedule.revision
JOIN media_files media ON media.tenant_id = schedule.tenant_id AND position(media.id::text IN revision.data::text) > 0
WHERE schedule.status = 'PENDING'
ON CONFLICT DO NOTHING;
