import { all, byId, link, named, subgraph, thing, type FieldCall, type Graph, type Thing } from '../graph.ts';

const catalog = subgraph(
  'catalog',
  `
  type Query {
    media(id: ID!): Media
    shelf(kinds: [MediaKind!]): [Media!]
    search(text: String = "a"): [Hit]
    items: [[Item]!]
    best: Hit!
    kinds: [MediaKind]
  }
  type Mutation { lend(id: ID!): Media }
  enum MediaKind { BOOK FILM DRAFT @inaccessible }
  interface Item { id: ID! note(loud: Boolean): String }
  interface Media implements Item @key(fields: "id") {
    id: ID!
    note(loud: Boolean): String
    title: String
    kind: MediaKind
    authors: [Author!]
    sequel: Media
  }
  type Book implements Media & Item @key(fields: "id") {
    id: ID!
    note(loud: Boolean): String
    title: String
    kind: MediaKind
    authors: [Author!]
    sequel: Book
    pages: Int!
    chapters: [Chapter!]!
  }
  type Film implements Media & Item @key(fields: "id") {
    id: ID!
    note(loud: Boolean): String
    title: String!
    kind: MediaKind
    authors: [Author!]
    sequel: Media
    minutes: Int!
    basedOn: Book
  }
  type Draft implements Media & Item @key(fields: "id") @inaccessible {
    id: ID!
    note(loud: Boolean): String
    title: String
    kind: MediaKind
    authors: [Author!]
    sequel: Media
  }
  type Chapter { heading: String! pages: [[Int]!] about: Hit }
  type Author implements Item @key(fields: "id") {
    id: ID!
    note(loud: Boolean): String
    name: String!
    pseudonym: String @inaccessible
    works: [Media]
  }
  union Hit = Book | Film | Author | Draft
`,
);

const ratings = subgraph(
  'ratings',
  `
  type Query { trending(first: Int): [Media!] rated: [Media] comment: Comment }
  type Media @interfaceObject @key(fields: "id") {
    id: ID!
    views(unit: ViewUnit = ONE): Int!
    rating: Rating
    comments: [Comment!]
    like: Media
  }
  enum ViewUnit { ONE THOUSAND }
  type Rating { stars: Float! by: [Comment] }
  type Comment { text: String! about: Media votes: Int }
`,
);

const archive = subgraph(
  'archive',
  `
  type Query { stored: [Stored!]! box: Box located: [Located] }
  interface Located { place: String }
  union Stored = Book | Film | Box
  type Box implements Located { label: String! place: String contents: [Stored] inside: [[Located!]!] }
  type Book implements Located @key(fields: "id") { id: ID! isbn: String place: String box: Box }
  type Film @key(fields: "id") { id: ID! reels: Int! box: Box! }
`,
);

const fame = subgraph(
  'fame',
  `
  type Query { star: Author }
  type Author @key(fields: "id") { id: ID! prizes: [Prize!]! muse: Media }
  interface Media @key(fields: "id", resolvable: false) { id: ID! }
  type Book implements Media @key(fields: "id", resolvable: false) { id: ID! }
  type Film implements Media @key(fields: "id", resolvable: false) { id: ID! }
  type Draft implements Media @key(fields: "id", resolvable: false) @inaccessible { id: ID! }
  union Prize = Medal | Money
  type Medal { metal: String! of: Author }
  type Money { amount: Float metal: Int }
`,
);

const press = subgraph(
  'press',
  `
  type Query { reviewed: [Media] headline: Headline }
  type Media @interfaceObject @key(fields: "id", resolvable: false) { id: ID! }
  type Headline { text: String! of: Media! }
`,
);

const upTo = (things: readonly Thing[], { args }: FieldCall) =>
  typeof args['first'] === 'number' ? things.slice(0, Math.max(0, args['first'])) : things;

const MEDIA = ['Book', 'Film', 'Draft'];
const media = ({ things }: FieldCall) => things.filter(({ __typename }) => MEDIA.includes(__typename));

/** Interfaces, unions, `@interfaceObject`, value types and entities behind abstract types, `@inaccessible` parts. */
export const library: Graph = {
  name: 'library',
  subgraphs: [catalog, ratings, archive, fame, press],
  mayBeDown: ['archive'],
  covers: [
    'fragments on an object type', 'fragments on an interface', 'fragments on a union', 'named fragments',
    '__typename of an object type', '__typename of an interface', '__typename of a union', 'aliases',
    '@interfaceObject', '@interfaceObject without a key to it', '@inaccessible type', 'introspection beside data',
  ],
  makeThings: () => [
    ...[1, 2, 3].map((at) =>
      thing('Book', `book${at}`, {
        id: `book${at}`,
        noted: at === 2 ? null : `n${at}`,
        title: at === 3 ? null : `Book ${at}`,
        kind: 'BOOK',
        authors: at === 2 ? null : ['ann', 'ben'].slice(0, at),
        sequel: at === 3 ? null : `book${at + 1}`,
        pages: at * 100,
        chapters: at === 2 ? [] : ['chapter1', 'chapter2'],
        isbn: at === 1 ? null : `isbn-${at}`,
        place: at === 3 ? null : 'Hall',
        box: at === 2 ? null : 'box1',
      }),
    ),
    ...[1, 2].map((at) =>
      thing('Film', `film${at}`, {
        id: `film${at}`,
        noted: null,
        title: `Film ${at}`,
        kind: at === 1 ? 'FILM' : null,
        authors: ['ben'],
        sequel: at === 1 ? 'film2' : 'draft1',
        minutes: at * 60,
        basedOn: at === 1 ? 'book1' : null,
        reels: at,
        box: 'box2',
      }),
    ),
    thing('Headline', 'headline', { text: 'New', of: 'book1' }),
    thing('Draft', 'draft1', { id: 'draft1', noted: 'd', title: 'Draft', kind: 'DRAFT', authors: [], sequel: 'book1' }),
    thing('Chapter', 'chapter1', { heading: 'One', pages: [[1, null], []], about: 'ann' }),
    thing('Chapter', 'chapter2', { heading: 'Two', pages: null, about: 'draft1' }),
    thing('Author', 'ann', { id: 'ann', noted: 'a', name: 'Ann', pseudonym: 'X', works: ['book1', null, 'film2'] }),
    thing('Author', 'ben', { id: 'ben', noted: null, name: 'Ben', pseudonym: null, works: null }),
    thing('Rating', 'rating', { stars: 4.5, by: ['comment1', null] }),
    thing('Comment', 'comment1', { text: 'Good', about: 'film1', votes: 3 }),
    thing('Comment', 'comment2', { text: 'Bad', about: null, votes: null }),
    thing('Box', 'box1', { label: 'Big', place: 'Attic', contents: ['book1', 'film1', null, 'box2'], inside: [['box2', 'book2']] }),
    thing('Box', 'box2', { label: 'Small', place: null, contents: null, inside: null }),
    thing('Medal', 'gold', { metal: 'gold', of: 'ann' }),
    thing('Money', 'cash', { amount: 1e6, metal: 7 }),
  ],
  fields: {
    'Query.media': byId(...MEDIA),
    'Query.shelf': (call) => {
      const { kinds } = call.args;
      return media(call).filter(({ kind }) => kind !== 'DRAFT' && (!Array.isArray(kinds) || kinds.includes(kind)));
    },
    'Query.search': ({ things }) => ['film1', 'ann', 'book3', 'ben'].map((name) => named(things, name)).concat([]),
    'Query.items': ({ things }) => [[named(things, 'book2'), null, named(things, 'ben')], [], [named(things, 'film2')]],
    'Query.best': ({ things }) => named(things, 'book1'),
    'Query.kinds': () => ['BOOK', null, 'FILM'],
    'Query.trending': (call) => upTo([named(call.things, 'film2'), named(call.things, 'book1')], call),
    'Query.rated': ({ things }) => [named(things, 'book2'), null, named(things, 'film1')],
    'Query.comment': ({ things }) => named(things, 'comment1'),
    'Query.stored': ({ things }) => ['box1', 'film2', 'book3'].map((name) => named(things, name)),
    'Query.box': ({ things }) => named(things, 'box1'),
    'Query.located': ({ things }) => [named(things, 'book1'), null, named(things, 'box2')],
    'Query.reviewed': ({ things }) => ['film1', null, 'book2'].map((name) => name && named(things, name)),
    'Query.headline': ({ things }) => named(things, 'headline'),
    'Query.star': ({ things }) => named(things, 'ann'),
    'Mutation.lend': (call) => {
      call.log.push(`lend ${String(call.args['id'])}`);
      return byId(...MEDIA)(call);
    },
    ...Object.fromEntries(
      ['Book', 'Film', 'Draft', 'Author'].map((type) => [
        `${type}.note`,
        ({ thing: { noted }, args }: FieldCall) => (args['loud'] && typeof noted === 'string' ? `${noted}!` : noted),
      ]),
    ),
    ...Object.fromEntries(
      ['Book.authors', 'Film.authors', 'Draft.authors', 'Book.sequel', 'Film.sequel', 'Draft.sequel', 'Film.basedOn']
        .concat(['Book.chapters', 'Chapter.about', 'Author.works', 'Rating.by', 'Comment.about', 'Book.box', 'Film.box'])
        .concat(['Box.contents', 'Box.inside', 'Medal.of', 'Headline.of'])
        .map((coordinate) => [coordinate, link(coordinate.split('.')[1] ?? '')]),
    ),
    'Media.views': ({ thing: { $ }, args }) => $.length * (args['unit'] === 'THOUSAND' ? 1 : 1_000),
    'Media.rating': ({ thing: { $ }, things }) => ($ === 'book2' ? null : named(things, 'rating')),
    'Media.comments': (call) => (call.thing.$ === 'film2' ? null : all('Comment', call)),
    'Media.like': ({ thing: { $ }, things }) => ($ === 'book3' ? null : named(things, $ === 'film1' ? 'book1' : 'film1')),
    'Author.prizes': ({ thing: { $ }, things }) => ($ === 'ann' ? [named(things, 'gold'), named(things, 'cash')] : []),
    'Author.muse': ({ thing: { $ }, things }) => ($ === 'ann' ? named(things, 'film2') : named(things, 'book3')),
  },
};
