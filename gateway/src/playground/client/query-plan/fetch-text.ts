import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, print, type DocumentNode, type SelectionNode, type SelectionSetNode } from 'graphql';

/** The fetch's operation, written out over lines. */
export function operationText({ operation }: FetchNode): string {
  return print(parse(operation, { noLocation: true }));
}

/** What a fetch brings, in one line: `me, customers` of the root, `User: role, tenant` of entities. */
export function summaryOf({ operation, requires }: FetchNode): string {
  const document = parse(operation, { noLocation: true });
  const root = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)?.selectionSet;
  if (!root) return '';
  const entities = requires ? root.selections.find((each) => each.kind === Kind.FIELD)?.selectionSet : undefined;
  return entities ? ofEntities(entities, document) : fieldsOf(root, document).join(', ');
}

function ofEntities({ selections }: SelectionSetNode, document: DocumentNode): string {
  const byType = selections.flatMap((each) => {
    const set = setOf(each, document);
    return set ? [`${typeOf(each, document)}: ${fieldsOf(set, document).join(', ')}`] : [];
  });
  return byType.join('; ');
}

function fieldsOf({ selections }: SelectionSetNode, document: DocumentNode): string[] {
  const names = selections.flatMap((each) => {
    if (each.kind === Kind.FIELD) return [each.alias?.value ?? each.name.value];
    const set = setOf(each, document);
    return set ? fieldsOf(set, document) : [];
  });
  const telling = names.filter((name) => name !== '__typename');
  return telling.length > 0 ? telling : names;
}

function setOf(node: SelectionNode, document: DocumentNode): SelectionSetNode | undefined {
  return node.kind === Kind.FRAGMENT_SPREAD ? fragmentOf(node.name.value, document)?.selectionSet : node.selectionSet;
}

function typeOf(node: SelectionNode, document: DocumentNode): string {
  if (node.kind === Kind.INLINE_FRAGMENT) return node.typeCondition?.name.value ?? '';
  if (node.kind === Kind.FRAGMENT_SPREAD) return fragmentOf(node.name.value, document)?.typeCondition.name.value ?? '';
  return '';
}

function fragmentOf(name: string, { definitions }: DocumentNode) {
  return definitions.find((each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name) as
    | Extract<DocumentNode['definitions'][number], { kind: Kind.FRAGMENT_DEFINITION }>
    | undefined;
}

/** What a fetch takes of each entity that it asks for: `User { __typename id }`. */
export function requiredText({ requires = [] }: FetchNode): string {
  return requires.map(selectionText).join('\n');
}

function selectionText(node: QueryPlanSelectionNode): string {
  const name = node.kind === 'Field' ? (node.alias ? `${node.alias}: ${node.name}` : node.name) : (node.typeCondition ?? '');
  const inner = node.selections?.map(selectionText).join(' ');
  return inner ? `${name} { ${inner} }` : name;
}
