CREATE TABLE page_templates (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  key text NOT NULL CHECK (key ~ '^[a-z][a-z0-9-]{0,49}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  regions jsonb NOT NULL CHECK (jsonb_typeof(regions) = 'array'),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT page_templates_key_key UNIQUE (tenant_id, key)
);

CREATE TABLE pages (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  parent_id uuid CHECK (parent_id <> id),
  template_id uuid NOT NULL,
  -- One part of its path; the home page's is empty.
  slug text NOT NULL CHECK (slug = '' OR (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 200)),
  position integer NOT NULL CHECK (position >= 1),
  -- By locale: what menus and the page itself are called.
  titles jsonb NOT NULL CHECK (jsonb_typeof(titles) = 'object'),
  published boolean NOT NULL DEFAULT false,
  in_menu boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT pages_parent_fkey FOREIGN KEY (tenant_id, parent_id)
    REFERENCES pages (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT pages_template_fkey FOREIGN KEY (tenant_id, template_id)
    REFERENCES page_templates (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT pages_home_is_a_root CHECK (slug <> '' OR parent_id IS NULL),
  CONSTRAINT pages_slug_key UNIQUE NULLS NOT DISTINCT (tenant_id, parent_id, slug),
  -- Deferred: a new order is written row by row.
  CONSTRAINT pages_position_key UNIQUE NULLS NOT DISTINCT (tenant_id, parent_id, position) DEFERRABLE INITIALLY DEFERRED
);

-- What stands in a page's regions: documents, in order.
CREATE TABLE page_slots (
  tenant_id uuid NOT NULL,
  page_id uuid NOT NULL,
  region text NOT NULL,
  position integer NOT NULL CHECK (position >= 1),
  document_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, page_id, region, position),
  CONSTRAINT page_slots_page_fkey FOREIGN KEY (tenant_id, page_id)
    REFERENCES pages (tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE
);

SELECT tessera.tenant_table('page_templates');
SELECT tessera.tenant_table('pages');
SELECT tessera.tenant_table('page_slots');
