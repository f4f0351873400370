-- What was saved of a page, each time. Never changed afterwards.
CREATE TABLE page_revisions (
  tenant_id uuid NOT NULL,
  page_id uuid NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  slug text NOT NULL,
  -- Its key: the template itself may be gone.
  template text NOT NULL,
  titles jsonb NOT NULL CHECK (jsonb_typeof(titles) = 'object'),
  in_menu boolean NOT NULL,
  -- Documents by region, in order.
  regions jsonb NOT NULL CHECK (jsonb_typeof(regions) = 'object'),
  note text CHECK (length(note) <= 500),
  author_id uuid,
  restored_from integer,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, page_id, number),
  CONSTRAINT page_revisions_page_fkey FOREIGN KEY (tenant_id, page_id)
    REFERENCES pages (tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE
);

-- The working copy, and which revision readers see.
ALTER TABLE pages
  ADD COLUMN regions jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(regions) = 'object'),
  ADD COLUMN revision integer NOT NULL DEFAULT 1 CHECK (revision >= 1),
  ADD COLUMN published_revision integer,
  ADD COLUMN published_slug text,
  ADD COLUMN published_template_id uuid,
  ADD COLUMN published_at timestamptz(3);

-- What pages are so far becomes their first revision.
UPDATE pages SET regions = filled.regions FROM (
  SELECT tenant_id, page_id, jsonb_object_agg(region, documents) AS regions FROM (
    SELECT tenant_id, page_id, region, jsonb_agg(document_id ORDER BY position) AS documents
    FROM page_slots GROUP BY tenant_id, page_id, region
  ) slots GROUP BY tenant_id, page_id
) filled WHERE filled.tenant_id = pages.tenant_id AND filled.page_id = pages.id;
INSERT INTO page_revisions (tenant_id, page_id, number, slug, template, titles, in_menu, regions, created_at)
  SELECT p.tenant_id, p.id, 1, p.slug, t.key, p.titles, p.in_menu, p.regions, p.updated_at
  FROM pages p JOIN page_templates t ON t.tenant_id = p.tenant_id AND t.id = p.template_id;
UPDATE pages SET published_revision = 1, published_slug = slug, published_template_id = template_id, published_at = updated_at
  WHERE published;

ALTER TABLE pages
  DROP COLUMN published,
  ADD CONSTRAINT pages_published CHECK (
    num_nulls(published_revision, published_slug, published_template_id, published_at) IN (0, 4)
  ),
  ADD CONSTRAINT pages_published_home_is_a_root CHECK (published_slug <> '' OR parent_id IS NULL),
  ADD CONSTRAINT pages_published_revision_fkey FOREIGN KEY (tenant_id, id, published_revision)
    REFERENCES page_revisions (tenant_id, page_id, number),
  ADD CONSTRAINT pages_published_template_fkey FOREIGN KEY (tenant_id, published_template_id)
    REFERENCES page_templates (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT;
CREATE UNIQUE INDEX pages_published_slug_key ON pages (tenant_id, parent_id, published_slug) NULLS NOT DISTINCT
  WHERE published_slug IS NOT NULL;
DROP TABLE page_slots;

SELECT tessera.tenant_table('page_revisions');

-- History is written once; it goes with its page.
DO $$ BEGIN
  EXECUTE format('REVOKE UPDATE, DELETE ON page_revisions FROM %I', tessera.role_name('app'));
END $$;
