const REVIEW_FIELDS = ['id', 'body', 'product { upc name }', 'author { id username }'];
const PRODUCT_FIELDS = ['upc', 'name', 'price', 'weight', 'inStock', 'shippingEstimate'];

/**
 * Operations over the benchmark graph of which no two are alike, of ten to twenty fields each: other names, other
 * aliases, other fields.
 * @param from how many were made before
 */
export function distinctOperations(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => operation(from + at));
}

function operation(number: number): string {
  const review = some(REVIEW_FIELDS, number);
  const product = some(PRODUCT_FIELDS, number >> 2);
  return (
    `query Distinct${number} { users { id n${number}: name reviews { ${review} } } ` +
    `topProducts(first: ${1 + (number % 5)}) { ${product} r${number}: reviews { ${review} } } }`
  );
}

/** The fields that the number's bits choose, and the first at least. */
function some(fields: readonly string[], bits: number): string {
  return fields.filter((_, at) => at === 0 || (bits >> at) % 2 === 1).join(' ');
}
