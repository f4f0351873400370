CREATE TABLE media_files (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  owner_id uuid NOT NULL,
  file_name text NOT NULL CHECK (length(file_name) BETWEEN 1 AND 200),
  alt text CHECK (length(alt) <= 500),
  content_type text NOT NULL,
  byte_size bigint NOT NULL CHECK (byte_size >= 0),
  width integer CHECK (width > 0),
  height integer CHECK (height > 0),
  -- Where the bytes lie: a folder of the storage.
  storage_key text NOT NULL,
  renditions jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(renditions) = 'array'),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT media_files_storage_key UNIQUE (tenant_id, storage_key)
);
CREATE INDEX media_files_created_at_idx ON media_files (tenant_id, created_at, id);
CREATE INDEX media_files_name_idx ON media_files (tenant_id, file_name, id);

-- Which items a file is used by: by the working copy, or by what is published. A file that is used cannot be deleted.
CREATE TABLE media_uses (
  tenant_id uuid NOT NULL,
  media_id uuid NOT NULL,
  item_id uuid NOT NULL,
  published boolean NOT NULL,
  PRIMARY KEY (tenant_id, media_id, item_id, published),
  CONSTRAINT media_uses_media_fkey FOREIGN KEY (tenant_id, media_id)
    REFERENCES media_files (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT media_uses_item_fkey FOREIGN KEY (tenant_id, item_id)
    REFERENCES content_items (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT
);
CREATE INDEX media_uses_item_idx ON media_uses (tenant_id, item_id);

-- Bytes that belong to no row, or may not: those of a deleted file, and those of an upload until its row is there. They
-- are removed once they are due.
CREATE TABLE media_leftovers (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  storage_key text NOT NULL,
  due_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX media_leftovers_due_idx ON media_leftovers (due_at);

SELECT tessera.tenant_table('media_files');
SELECT tessera.tenant_table('media_uses');
SELECT tessera.tenant_table('media_leftovers');

SELECT tessera.owned_table('media_files', 'MediaFile');
-- Whoever writes for the site chooses from all of its files, and changes its own; others see what they see in use.
SELECT tessera.put_policy('media_files', 'tessera_scope_select', 'RESTRICTIVE', 'SELECT', tessera.role_name('app'),
  '(SELECT tessera.row_scope()) IN (''all'', ''own'') OR EXISTS (SELECT FROM public.media_uses u'
  || ' LEFT JOIN public.content_items i ON i.tenant_id = u.tenant_id AND i.id = u.item_id'
  || ' WHERE u.tenant_id = media_files.tenant_id AND u.media_id = media_files.id AND (u.published OR i.id IS NOT NULL))');
