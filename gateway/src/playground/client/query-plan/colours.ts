/** Told apart on white and on dark blue, next to one another, and by most who see fewer colours. */
const PALETTE = ['#3f86d2', '#dd8a2a', '#2fa37a', '#c2559d', '#d4524f', '#8a77e8', '#93902c', '#2aa3b5', '#b07347', '#7d8b99'];

const given = new Map<string, string>();

/** A subgraph's colour: the same in every plan, as long as the page is open. */
export function colourOf(subgraph: string): string {
  const colour = given.get(subgraph) ?? PALETTE[given.size % PALETTE.length] ?? 'gray';
  given.set(subgraph, colour);
  return colour;
}
