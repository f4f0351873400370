import {
  getNamedType,
  GraphQLError,
  GraphQLID,
  type ASTVisitor,
  type FloatValueNode,
  type IntValueNode,
  type ValidationContext,
} from 'graphql';

/**
 * A rule of validation: numbers that JSON cannot hold are refused where they are written. graphql-js reads 1e999 as
 * infinite for `Float` and for custom scalars, and the planner fails on it.
 */
export function finiteNumbers(context: ValidationContext): ASTVisitor {
  const refuseInfinite = (node: IntValueNode | FloatValueNode) => {
    const type = context.getInputType();
    if ((type && getNamedType(type) === GraphQLID) || Number.isFinite(Number(node.value))) return;
    context.reportError(new GraphQLError('The number is out of range. Send it as a string.', { nodes: [node] }));
  };
  return { IntValue: refuseInfinite, FloatValue: refuseInfinite };
}
