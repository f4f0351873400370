ALTER TYPE auth_event_kind ADD VALUE 'INVITATION_ACCEPTED';

-- A registration makes a company, or accepts an invitation.
ALTER TABLE registrations
  ALTER COLUMN company DROP NOT NULL,
  ADD COLUMN invitation jsonb,
  ADD CONSTRAINT registrations_company_or_invitation
    CHECK ((invitation IS NOT NULL) = (kind = 'INVITATION') AND (company IS NULL) = (kind = 'INVITATION'));
