/** What the operations of a campaign are to have touched, each in one graph at least. */
export const FEATURES = [
  'aliases', 'named fragments', 'fragments on an object type', 'fragments on an interface', 'fragments on a union',
  '__typename of an object type', '__typename of an interface', '__typename of a union',
  '@skip by a literal', '@skip by a variable', '@include by a literal', '@include by a variable',
  'variables left to their default', 'input objects', 'input objects as variables', 'variables in input objects',
  'enums', 'custom scalars', 'lists of lists', 'introspection beside data', 'several mutations',
  'several operations in a document',
  '@requires', '@requires with arguments', '@requires of one field with different arguments',
  '@requires of what requires', "@requires beside the client's own arguments",
  '@provides', '@override', '@shareable', '@interfaceObject', '@interfaceObject without a key to it',
  '@inaccessible field', '@inaccessible type', '@inaccessible enum value', 'several keys', 'composite key',
  'error', 'error in a list', 'null where none may be', 'error that nulls several levels', 'error that nulls all',
  'error of a field not asked for', 'subgraph down', 'subgraph down, and the rest there',
] as const;

export type Feature = (typeof FEATURES)[number];
