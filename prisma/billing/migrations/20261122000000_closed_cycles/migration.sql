-- Cycles of the open period that a change of plan has closed, with the prices that held: [{cycle, until, usagePrices}].
ALTER TABLE subscriptions ADD COLUMN closed_cycles jsonb NOT NULL DEFAULT '[]'
  CHECK (jsonb_typeof(closed_cycles) = 'array');
