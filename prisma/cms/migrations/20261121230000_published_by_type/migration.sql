-- A change of a type reads what is published of it in the order of ids, some hundred at a time.
CREATE INDEX published_items_type_idx ON published_items (tenant_id, type_id, id);
