import { anyone, definePermissions, inherit, signedIn, type Coordinates as AnyCoordinates } from '../src/index.ts';

/**
 * Proofs for the compiler: `npm run check` type-checks this file, and each `@ts-expect-error` fails if the table below
 * it compiles.
 */
export interface Coordinates extends AnyCoordinates {
  readonly required: { readonly Query: 'ticket' | 'tickets'; readonly Ticket: 'id' };
  readonly other: { readonly PageInfo: 'hasNextPage' };
}

const Query = { ticket: signedIn, tickets: signedIn } as const;

export const complete = definePermissions<Coordinates>({ Query, Ticket: { id: anyone }, PageInfo: inherit });
export const withFieldRules = definePermissions<Coordinates>({
  Query,
  Ticket: { id: anyone },
  PageInfo: { hasNextPage: anyone },
});

// @ts-expect-error a root field has no rule
export const rootFieldMissing = definePermissions<Coordinates>({ Query: { ticket: signedIn }, Ticket: { id: anyone }, PageInfo: inherit });

// @ts-expect-error an entity field has no rule
export const entityFieldMissing = definePermissions<Coordinates>({ Query, Ticket: {}, PageInfo: inherit });

// @ts-expect-error an entity has no rules
export const entityMissing = definePermissions<Coordinates>({ Query, PageInfo: inherit });

// @ts-expect-error an entity cannot inherit
export const entityInherits = definePermissions<Coordinates>({ Query, Ticket: inherit, PageInfo: inherit });

// @ts-expect-error a type that is neither root nor entity still needs `inherit` or rules
export const otherMissing = definePermissions<Coordinates>({ Query, Ticket: { id: anyone } });

// @ts-expect-error a rule for a field that the schema does not have
export const unknownField = definePermissions<Coordinates>({ Query, Ticket: { id: anyone, colour: anyone }, PageInfo: inherit });

// @ts-expect-error rules for a type that the schema does not have
export const unknownType = definePermissions<Coordinates>({ Query, Ticket: { id: anyone }, PageInfo: inherit, Ghost: inherit });

// @ts-expect-error a wildcard is no rule for a root
export const wildcard = definePermissions<Coordinates>({ Query: { '*': signedIn }, Ticket: { id: anyone }, PageInfo: inherit });
