/** Prisma's condition for a text that contains another, in any case; `%`, `_` and `\` stand for themselves. */
export function containing(text: string) {
  return { contains: text.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const };
}
