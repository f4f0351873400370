import { parseInput, type Asked, type PageArgs } from '@tessera/subgraph';
import type { z } from 'zod';
import type { ListArgs } from '../loaders/lists.ts';

/** What a caller says about a list; the filter is checked by its schema. */
export interface ListRequest<Field extends string> extends PageArgs, Asked {
  readonly filter?: object | null;
  readonly orderBy?: Partial<Nullable<Order<Field>>> | null;
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

interface Order<Field extends string> {
  readonly field: Field;
  readonly direction: 'ASC' | 'DESC';
}

/** Lists of one level share their request: it is checked once, and not for every row that has such a list. */
const checked = new WeakMap<object, ListArgs<unknown, string>>();

/** @throws AppError BAD_USER_INPUT for a filter that its schema refuses */
export function readListRequest<Schema extends z.ZodType, Field extends string>(
  request: ListRequest<Field>,
  filter: Schema,
  fallback: Order<Field>,
): ListArgs<z.output<Schema>, Field> {
  const known = checked.get(request);
  if (known) return known as ListArgs<z.output<Schema>, Field>;
  const { first, after, orderBy, asked } = request;
  const args = {
    first,
    after,
    asked,
    filter: parseInput(filter, request.filter ?? {}, 'filter'),
    orderBy: { field: orderBy?.field ?? fallback.field, direction: orderBy?.direction ?? fallback.direction },
  };
  checked.set(request, args);
  return args;
}
