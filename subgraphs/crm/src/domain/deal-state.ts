export type DealStatus = 'OPEN' | 'WON' | 'LOST';
export type StageKind = 'OPEN' | 'WON' | 'LOST';

interface Stage {
  readonly id: string;
  readonly kind: StageKind;
  readonly probability: number;
}

/** What a transition sets on a deal. */
export interface DealState {
  readonly status: DealStatus;
  readonly stageId: string;
  readonly probability: number;
  readonly closedAt: Date | null;
  readonly wonReason: string | null;
  readonly lostReason: string | null;
}

/** What can be done to a deal, and in which state it has to be for that. */
const TRANSITIONS = {
  move: { from: ['OPEN'], refusal: 'The deal is closed: reopen it before you move it.' },
  win: { from: ['OPEN'], refusal: 'The deal is closed already: reopen it first.' },
  lose: { from: ['OPEN'], refusal: 'The deal is closed already: reopen it first.' },
  reopen: { from: ['WON', 'LOST'], refusal: 'The deal is open already.' },
} as const satisfies Record<string, { from: readonly DealStatus[]; refusal: string }>;

export type Transition = keyof typeof TRANSITIONS;

/** Why a deal of this status refuses a transition; null when it allows it. */
export function refusalOf(transition: Transition, status: DealStatus): string | null {
  const { from, refusal } = TRANSITIONS[transition];
  return (from as readonly DealStatus[]).includes(status) ? null : refusal;
}

/** An open deal in this stage: what `moveDeal` and `reopenDeal` lead to. */
export function openIn(stage: Stage): DealState {
  return {
    status: 'OPEN',
    stageId: stage.id,
    probability: stage.probability,
    closedAt: null,
    wonReason: null,
    lostReason: null,
  };
}

/** A deal that was won at `closedAt`. `stage` is the pipeline's WON stage. */
export function won(stage: Stage, closedAt: Date, wonReason: string | null): DealState {
  return { status: 'WON', stageId: stage.id, probability: 100, closedAt, wonReason, lostReason: null };
}

/** A deal that was lost at `closedAt`. `stage` is the pipeline's LOST stage. */
export function lost(stage: Stage, closedAt: Date, lostReason: string): DealState {
  return { status: 'LOST', stageId: stage.id, probability: 0, closedAt, wonReason: null, lostReason };
}
