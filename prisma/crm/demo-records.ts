import type { InteractionType, LeadSource, LeadStatus } from './client/client.ts';

interface DemoDeal {
  /** Which of the tenant's customers, counted round. */
  readonly place: number;
  readonly title: string;
  /** A stage of the default pipeline. */
  readonly stage: string;
  readonly amountMinor: number;
  readonly expectedCloseDate?: Date;
  /** Hours since the story's beginning. */
  readonly closedAfter?: number;
  readonly wonReason?: string;
  readonly lostReason?: string;
}

interface DemoLead {
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly source: LeadSource;
  readonly status: LeadStatus;
  readonly score: number;
}

interface DemoInteraction {
  readonly on: 'customer' | 'deal' | 'lead';
  readonly place: number;
  readonly type: InteractionType;
  readonly subject: string;
  readonly body?: string;
}

const day = (text: string) => new Date(`${text}T00:00:00Z`);

/** The same in every demo tenant; currency and owners are the tenant's. */
export const DEALS: readonly DemoDeal[] = [
  {
    place: 0,
    title: 'Annual licence',
    stage: 'Negotiation',
    amountMinor: 1_250_000,
    expectedCloseDate: day('2027-01-29'),
  },
  { place: 1, title: 'Pilot project', stage: 'Proposal', amountMinor: 480_000, expectedCloseDate: day('2027-02-26') },
  {
    place: 0,
    title: 'Onboarding package',
    stage: 'Won',
    amountMinor: 240_000,
    closedAfter: 300,
    wonReason: 'Quick start and a fixed price.',
  },
  {
    place: 1,
    title: 'Support contract',
    stage: 'Lost',
    amountMinor: 96_000,
    closedAfter: 420,
    lostReason: 'Budget was moved to next year.',
  },
  { place: 2, title: 'Second site', stage: 'Qualification', amountMinor: 2_000_000 },
];

export const LEADS: readonly DemoLead[] = [
  {
    name: 'Grace Lee',
    email: 'grace.lee@example.net',
    company: 'Harbour Studio',
    source: 'REFERRAL',
    status: 'QUALIFIED',
    score: 82,
  },
  {
    name: 'Henry Novak',
    email: 'henry.novak@example.net',
    company: 'Novak Bikes',
    source: 'WEBSITE',
    status: 'NEW',
    score: 35,
  },
  {
    name: 'Ines Duarte',
    email: 'ines.duarte@example.net',
    company: 'Duarte Foods',
    source: 'EVENT',
    status: 'CONTACTED',
    score: 57,
  },
];

export const INTERACTIONS: readonly DemoInteraction[] = [
  {
    on: 'customer',
    place: 0,
    type: 'CALL',
    subject: 'First call',
    body: 'Wants one place for all customer data before the summer.',
  },
  { on: 'customer', place: 0, type: 'EMAIL', subject: 'Sent the brochure' },
  { on: 'customer', place: 1, type: 'MEETING', subject: 'Workshop on requirements' },
  { on: 'deal', place: 0, type: 'MEETING', subject: 'Negotiated the volume discount' },
  { on: 'deal', place: 1, type: 'NOTE', subject: 'Waiting for their security review' },
  { on: 'lead', place: 0, type: 'CALL', subject: 'Follow-up after the recommendation' },
];
