CREATE TYPE schedule_status AS ENUM ('PENDING', 'DONE', 'CANCELLED', 'FAILED');

CREATE TABLE content_schedules (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  item_id uuid NOT NULL,
  action publication_action NOT NULL,
  due_at timestamptz(3) NOT NULL,
  -- The revision that was looked at when it was scheduled: what is written afterwards waits for its own review.
  revision integer,
  status schedule_status NOT NULL DEFAULT 'PENDING',
  failure text CHECK (length(failure) <= 2000),
  created_by uuid,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  settled_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT content_schedules_item_fkey FOREIGN KEY (tenant_id, item_id)
    REFERENCES content_items (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT content_schedules_revision_fkey FOREIGN KEY (tenant_id, item_id, revision)
    REFERENCES content_revisions (tenant_id, item_id, number) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT content_schedules_revision CHECK ((action = 'PUBLISH') = (revision IS NOT NULL)),
  CONSTRAINT content_schedules_settled CHECK ((status = 'PENDING') = (settled_at IS NULL)),
  CONSTRAINT content_schedules_failure CHECK ((status = 'FAILED') = (failure IS NOT NULL))
);
CREATE UNIQUE INDEX content_schedules_pending_key ON content_schedules (tenant_id, item_id, action) WHERE status = 'PENDING';
CREATE INDEX content_schedules_due_idx ON content_schedules (due_at) WHERE status = 'PENDING';
CREATE INDEX content_schedules_list_idx ON content_schedules (tenant_id, due_at, id);

-- What was done by schedule; each schedule does it once at most.
ALTER TABLE content_publications ADD COLUMN schedule_id uuid;
ALTER TABLE content_publications ADD CONSTRAINT content_publications_schedule_fkey FOREIGN KEY (tenant_id, schedule_id)
  REFERENCES content_schedules (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT;
CREATE UNIQUE INDEX content_publications_schedule_key ON content_publications (tenant_id, schedule_id)
  WHERE schedule_id IS NOT NULL;

SELECT tessera.tenant_table('content_schedules');
SELECT tessera.child_table('content_schedules', 'item_id', 'content_items');
