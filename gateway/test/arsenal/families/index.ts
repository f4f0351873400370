import type { Family } from '../hostile-request.ts';
import { aliases } from './aliases.ts';
import { deepSelections } from './deep-selections.ts';
import { deepValues } from './deep-values.ts';
import { definitions } from './definitions.ts';
import { directives } from './directives.ts';
import { fragmentCycles } from './fragment-cycles.ts';
import { headers } from './headers.ts';
import { introspection } from './introspection.ts';
import { largeAnswers } from './large-answers.ts';
import { longTexts } from './long-texts.ts';
import { nestedFragments } from './nested-fragments.ts';
import { numbers } from './numbers.ts';
import { overlappingFields } from './overlapping-fields.ts';
import { planning } from './planning.ts';
import { prototypeNames } from './prototype-names.ts';
import { refusals } from './refusals.ts';
import { unknownNames } from './unknown-names.ts';
import { variables } from './variables.ts';
import { waysIn } from './ways-in.ts';

export const FAMILIES: readonly Family[] = [
  nestedFragments,
  fragmentCycles,
  overlappingFields,
  deepSelections,
  deepValues,
  aliases,
  directives,
  definitions,
  unknownNames,
  refusals,
  largeAnswers,
  longTexts,
  numbers,
  introspection,
  variables,
  prototypeNames,
  waysIn,
  headers,
  planning,
];
