import { line, oneOf, optional, type Unchecked } from '@tessera/fields';
import { z } from 'zod';
import { percent } from './fields.ts';

export const STAGE_KINDS = ['OPEN', 'WON', 'LOST'] as const;
export const MAX_STAGES = 30;

const stage = z
  .strictObject({ name: line(100), probability: percent, kind: optional(oneOf(STAGE_KINDS)) })
  .transform(({ name, probability, kind = 'OPEN' }) => ({ name, kind, probability: probabilityOf(kind, probability) }));

const stages = z
  .array(stage)
  .max(MAX_STAGES, `A pipeline has at most ${MAX_STAGES} stages.`)
  .refine((all) => count(all, 'OPEN') >= 1, 'A pipeline has at least one OPEN stage.')
  .refine((all) => count(all, 'WON') === 1, 'A pipeline has exactly one WON stage.')
  .refine((all) => count(all, 'LOST') === 1, 'A pipeline has exactly one LOST stage.');

export const newPipeline = z.strictObject({
  name: line(100),
  stages: optional(stages),
  isDefault: optional(z.boolean()),
});

export const pipelineChanges = z.strictObject({
  name: line(100).optional(),
  isDefault: z
    .literal(true, { error: 'Make another pipeline the default; one always is.' })
    .optional(),
});

export const newStage = z.strictObject({ name: line(100), probability: percent });
export const stageChanges = z.strictObject({ name: line(100).optional(), probability: percent.optional() });

export const pipelineFilter = z.strictObject({ search: optional(line(100)), isDefault: optional(z.boolean()) });
export const stageFilter = z.strictObject({ kind: optional(z.array(z.enum(STAGE_KINDS))) });

export type NewPipeline = z.input<typeof newPipeline>;
export type PipelineChanges = Unchecked<{ name: string; isDefault: boolean }>;
export type NewStage = z.input<typeof newStage>;
export type StageChanges = Unchecked<z.input<typeof stageChanges>>;
export type PipelineFilter = z.output<typeof pipelineFilter>;
export type StageFilter = z.output<typeof stageFilter>;

/** What every tenant starts with, and what a pipeline gets that is made without stages. */
export const DEFAULT_PIPELINE = {
  name: 'Sales',
  stages: [
    { name: 'Qualification', kind: 'OPEN', probability: 10 },
    { name: 'Needs analysis', kind: 'OPEN', probability: 25 },
    { name: 'Proposal', kind: 'OPEN', probability: 50 },
    { name: 'Negotiation', kind: 'OPEN', probability: 75 },
    { name: 'Won', kind: 'WON', probability: 100 },
    { name: 'Lost', kind: 'LOST', probability: 0 },
  ],
} as const;

/** Whether `ids` names every one of `present` exactly once, in whatever order. */
export function isReordering(present: readonly string[], ids: readonly string[]): boolean {
  const wanted = new Set(ids);
  return wanted.size === ids.length && ids.length === present.length && present.every((id) => wanted.has(id));
}

function probabilityOf(kind: (typeof STAGE_KINDS)[number], given: number): number {
  if (kind === 'WON') return 100;
  return kind === 'LOST' ? 0 : given;
}

function count(all: readonly { readonly kind: string }[], kind: string): number {
  return all.filter((each) => each.kind === kind).length;
}
