CREATE TYPE content_state AS ENUM ('DRAFT', 'IN_REVIEW', 'PUBLISHED', 'ARCHIVED');
CREATE TYPE publication_action AS ENUM ('PUBLISH', 'UNPUBLISH');

CREATE TABLE content_locales (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  code text NOT NULL CHECK (length(code) BETWEEN 2 AND 35),
  fallback text CHECK (fallback <> code),
  is_default boolean NOT NULL DEFAULT false,
  position integer NOT NULL CHECK (position >= 1),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT content_locales_code_key UNIQUE (tenant_id, code),
  -- Deferred: a new list of locales is written row by row.
  CONSTRAINT content_locales_fallback_fkey FOREIGN KEY (tenant_id, fallback)
    REFERENCES content_locales (tenant_id, code) DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX content_locales_default_key ON content_locales (tenant_id) WHERE is_default;

CREATE TABLE content_types (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  key text NOT NULL CHECK (key ~ '^[a-z][a-z0-9-]{0,49}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  description text CHECK (length(description) <= 1000),
  fields jsonb NOT NULL CHECK (jsonb_typeof(fields) = 'array'),
  title_field text,
  requires_review boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamptz(3),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX content_types_key_key ON content_types (tenant_id, key) WHERE deleted_at IS NULL;
CREATE INDEX content_types_created_at_idx ON content_types (tenant_id, created_at, id) WHERE deleted_at IS NULL;

-- One row for a document in one locale: the working copy, and where it stands.
CREATE TABLE content_items (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  type_id uuid NOT NULL,
  locale text NOT NULL,
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 200),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
  state content_state NOT NULL DEFAULT 'DRAFT',
  data jsonb NOT NULL CHECK (jsonb_typeof(data) = 'object'),
  revision integer NOT NULL DEFAULT 1 CHECK (revision >= 1),
  published_revision integer,
  published_at timestamptz(3),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT content_items_type_fkey FOREIGN KEY (tenant_id, type_id)
    REFERENCES content_types (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT content_items_locale_fkey FOREIGN KEY (tenant_id, locale)
    REFERENCES content_locales (tenant_id, code) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT content_items_published CHECK ((published_revision IS NULL) = (published_at IS NULL)),
  CONSTRAINT content_items_state CHECK (
    (state <> 'PUBLISHED' OR published_revision = revision) AND (state <> 'ARCHIVED' OR published_revision IS NULL)
  )
);
CREATE UNIQUE INDEX content_items_locale_key ON content_items (tenant_id, document_id, locale) WHERE deleted_at IS NULL;
CREATE INDEX content_items_created_at_idx ON content_items (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX content_items_updated_at_idx ON content_items (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX content_items_title_idx ON content_items (tenant_id, title, id) WHERE deleted_at IS NULL;
CREATE INDEX content_items_type_idx ON content_items (tenant_id, type_id, id) WHERE deleted_at IS NULL;
CREATE INDEX content_items_owner_idx ON content_items (tenant_id, owner_id, id) WHERE deleted_at IS NULL;

-- What was saved, each time. Never changed afterwards.
CREATE TABLE content_revisions (
  tenant_id uuid NOT NULL,
  item_id uuid NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  slug text NOT NULL,
  title text NOT NULL,
  data jsonb NOT NULL,
  note text CHECK (length(note) <= 500),
  author_id uuid,
  restored_from integer,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, item_id, number),
  CONSTRAINT content_revisions_item_fkey FOREIGN KEY (tenant_id, item_id)
    REFERENCES content_items (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT
);

-- What readers see: a copy of one revision, whatever becomes of the working copy.
CREATE TABLE published_items (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  type_id uuid NOT NULL,
  locale text NOT NULL,
  slug text NOT NULL,
  title text NOT NULL,
  data jsonb NOT NULL,
  revision integer NOT NULL,
  published_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT published_items_item_fkey FOREIGN KEY (tenant_id, id)
    REFERENCES content_items (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT published_items_revision_fkey FOREIGN KEY (tenant_id, id, revision)
    REFERENCES content_revisions (tenant_id, item_id, number) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT published_items_slug_key UNIQUE (tenant_id, type_id, locale, slug),
  CONSTRAINT published_items_document_key UNIQUE (tenant_id, document_id, locale)
);
CREATE INDEX published_items_published_at_idx ON published_items (tenant_id, type_id, published_at, id);

-- Values that may stand once in a type and locale: slugs (field 'slug') and unique fields, of the working copy and of
-- what is published, so that publishing never meets a value that another took in between.
CREATE TABLE content_claims (
  tenant_id uuid NOT NULL,
  type_id uuid NOT NULL,
  locale text NOT NULL,
  field text NOT NULL,
  value text NOT NULL CHECK (length(value) <= 400),
  item_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, type_id, locale, field, value),
  CONSTRAINT content_claims_item_fkey FOREIGN KEY (tenant_id, item_id)
    REFERENCES content_items (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT
);
CREATE INDEX content_claims_item_idx ON content_claims (tenant_id, item_id);

-- When something came before readers or was taken from them.
CREATE TABLE content_publications (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  item_id uuid NOT NULL,
  action publication_action NOT NULL,
  revision integer,
  actor_id uuid,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT content_publications_item_fkey FOREIGN KEY (tenant_id, item_id)
    REFERENCES content_items (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT
);
CREATE INDEX content_publications_item_idx ON content_publications (tenant_id, item_id, created_at, id);

SELECT tessera.tenant_table('content_locales');
SELECT tessera.tenant_table('content_types');
SELECT tessera.tenant_table('content_items');
SELECT tessera.tenant_table('content_revisions');
SELECT tessera.tenant_table('published_items');
SELECT tessera.tenant_table('content_claims');
SELECT tessera.tenant_table('content_publications');

-- Makes record_grants too.
SELECT tessera.owned_table('content_items', 'ContentItem');
SELECT tessera.child_table('content_revisions', 'item_id', 'content_items');
SELECT tessera.child_table('content_publications', 'item_id', 'content_items');

-- Everybody in the tenant reads what is published; whoever may not write the working copy takes nothing from readers.
SELECT tessera.put_scope_policies('published_items', 'true', writable, writable) FROM (
  VALUES ('EXISTS (SELECT FROM public.content_items i WHERE i.tenant_id = published_items.tenant_id AND i.id = published_items.id'
    || ' AND (' || tessera.write_condition('content_items', 'i') || '))')
) AS condition (writable);

-- History is written once.
DO $$ BEGIN
  EXECUTE format('REVOKE UPDATE, DELETE ON content_revisions, content_publications FROM %I', tessera.role_name('app'));
END $$;
