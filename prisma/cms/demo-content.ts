/** What the demo's sites say, in English and German. `{company}` is the tenant's name. */

export interface DemoText {
  readonly en: Readonly<Record<string, unknown>>;
  readonly de?: Readonly<Record<string, unknown>>;
}

export const DEMO_LOCALES = [
  { code: 'en', fallback: null, isDefault: true },
  { code: 'de', fallback: null, isDefault: false },
] as const;

const text = (name: string, label: string, more: object = {}) => ({ name, label, kind: 'TEXT', ...more });

/** In the form that `createContentType` takes. */
export const DEMO_TYPES = [
  {
    key: 'author',
    name: 'Author',
    description: 'Who writes for the site.',
    requiresReview: false,
    fields: [
      text('name', 'Name', { required: true, max: 80, unique: true }),
      text('role', 'What they do', { max: 120 }),
      { name: 'portrait', label: 'Portrait', kind: 'MEDIA' },
      { name: 'bio', label: 'A few sentences', kind: 'RICH_TEXT', max: 2000 },
    ],
  },
  {
    key: 'article',
    name: 'Article',
    description: 'A post of the journal.',
    requiresReview: true,
    fields: [
      text('title', 'Title', { required: true, min: 5, max: 120 }),
      text('summary', 'Summary for lists', { required: true, max: 300 }),
      { name: 'body', label: 'Text', kind: 'RICH_TEXT', required: true },
      { name: 'topic', label: 'Topic', kind: 'SELECT', required: true, options: ['company', 'product', 'guide', 'people'] },
      { name: 'tags', label: 'Tags', kind: 'LIST', of: 'TEXT', max: 6 },
      { name: 'author', label: 'Author', kind: 'REFERENCE', types: ['author'], required: true },
      { name: 'image', label: 'Picture above', kind: 'MEDIA' },
      { name: 'minutes', label: 'Minutes to read', kind: 'NUMBER', min: 1, max: 60 },
    ],
  },
  {
    key: 'landing-page',
    name: 'Landing page',
    description: 'What visitors of a campaign see first.',
    requiresReview: true,
    fields: [
      text('headline', 'Headline', { required: true, max: 90 }),
      text('claim', 'What is promised', { max: 200 }),
      { name: 'body', label: 'Text', kind: 'RICH_TEXT' },
      { name: 'hero', label: 'Large picture', kind: 'MEDIA' },
      text('button', 'Text of the button', { max: 30 }),
      { name: 'articles', label: 'Articles below', kind: 'LIST', of: 'REFERENCE', types: ['article'], max: 3 },
    ],
  },
  {
    key: 'product-note',
    name: 'Product note',
    description: 'What is new in a release.',
    requiresReview: true,
    fields: [
      text('title', 'Title', { required: true, max: 120 }),
      text('release', 'Release', { required: true, pattern: '^\\d{4}\\.\\d{1,2}$', unique: true }),
      { name: 'released', label: 'Day of release', kind: 'DATE', required: true },
      { name: 'changes', label: 'Changes', kind: 'LIST', of: 'TEXT', required: true, max: 20 },
      { name: 'isBreaking', label: 'Needs action', kind: 'BOOLEAN' },
    ],
  },
] as const;

export const AUTHORS: readonly DemoText[] = [
  ['Mara Lindqvist', 'Editor in chief', 'Chefredakteurin'],
  ['Jonas Ebert', 'Product manager', 'Produktmanager'],
  ['Priya Nair', 'Customer success', 'Kundenbetreuung'],
  ['Tom Achterberg', 'Engineer', 'Entwickler'],
].map(([name, role, rolle]) => ({
  en: { name, role, bio: `<p>${name} has been with {company} since its first year.</p>` },
  de: { name, role: rolle, bio: `<p>${name} ist seit dem ersten Jahr bei {company}.</p>` },
}));

const article = (topic: string, tags: readonly string[], en: readonly [string, string], de?: readonly [string, string]): DemoText => {
  const say = ([title, summary]: readonly [string, string], more: string) => ({
    title,
    summary,
    body: `<h2>${title}</h2><p>${summary}</p><p>${more}</p>`,
    topic,
    tags,
    minutes: 2 + (title.length % 7),
  });
  const more = 'We wrote down what worked, what did not, and what we would do again. Tell us how you do it.';
  const mehr = 'Wir haben notiert, was gelungen ist, was nicht, und was wir wieder so machen würden.';
  return { en: say(en, more), ...(de && { de: say(de, mehr) }) };
};

export const ARTICLES: readonly DemoText[] = [
  article('company', ['year', 'plans'], ['What we plan for this year', 'Three things that {company} wants to finish before winter.'], ['Was wir uns vornehmen', 'Drei Dinge, die {company} vor dem Winter fertig haben will.']),
  article('guide', ['start'], ['Your first week with us', 'From the first login to the first report, day by day.'], ['Ihre erste Woche bei uns', 'Vom ersten Anmelden bis zum ersten Bericht, Tag für Tag.']),
  article('product', ['reports', 'speed'], ['Reports that load at once', 'Why the monthly report no longer makes you wait.'], ['Berichte ohne Warten', 'Warum der Monatsbericht Sie nicht mehr warten lässt.']),
  article('people', ['team'], ['How we hire', 'Four conversations, one small task, and an answer within a week.'], ['Wie wir einstellen', 'Vier Gespräche, eine kleine Aufgabe, Antwort binnen einer Woche.']),
  article('guide', ['data', 'import'], ['Moving your data without tears', 'A checklist for the weekend on which you switch.'], ['Daten umziehen ohne Tränen', 'Eine Checkliste für das Wochenende des Wechsels.']),
  article('company', ['office'], ['A second office by the river', 'Where our support team sits from May on.'], ['Ein zweites Büro am Fluss', 'Wo unser Support ab Mai sitzt.']),
  article('product', ['search'], ['Search that understands typos', 'You find what you mean, even when you mistype it.'], ['Suche trotz Tippfehlern', 'Sie finden, was Sie meinen, auch wenn Sie sich vertippen.']),
  article('guide', ['roles', 'security'], ['Who should see what', 'Roles explained with the example of a team of twelve.'], ['Wer was sehen sollte', 'Rollen erklärt am Beispiel eines Teams von zwölf.']),
  article('people', ['interview'], ['Seven questions for our founder', 'On the first invoice, the worst month and the best decision.'], ['Sieben Fragen an unsere Gründerin', 'Über die erste Rechnung, den schlimmsten Monat und die beste Entscheidung.']),
  article('product', ['mobile'], ['On the road with the new app', 'What works offline, and what waits for a signal.'], ['Unterwegs mit der neuen App', 'Was ohne Netz geht, und was auf Empfang wartet.']),
  article('company', ['climate'], ['What our servers use', 'We measured it for a year. Here are the figures.'], ['Was unsere Server verbrauchen', 'Wir haben ein Jahr lang gemessen. Hier sind die Zahlen.']),
  article('guide', ['invoices'], ['Invoices that get paid', 'Five small changes that halved our own days outstanding.'], ['Rechnungen, die bezahlt werden', 'Fünf kleine Änderungen, die unsere Außenstände halbiert haben.']),
  article('product', ['integrations'], ['Connect what you already use', 'Twelve integrations, and how to ask for the next.'], ['Verbinden, was Sie schon nutzen', 'Zwölf Anbindungen, und wie Sie um die nächste bitten.']),
  article('people', ['events'], ['See you at the autumn meeting', 'Two days of talks, and a lot of time between them.'], ['Bis zum Herbsttreffen', 'Zwei Tage Vorträge, und viel Zeit dazwischen.']),
  article('guide', ['reports'], ['Five reports for Monday morning', 'What to look at before the week begins.']),
  article('company', ['year', 'review'], ['A look back', 'What came of the three things we planned in January.']),
];

export const LANDING_PAGES: readonly DemoText[] = [
  ['Everything in one place', 'Start in a day', 'Try it', 'Alles an einem Ort', 'In einem Tag startklar', 'Ausprobieren'],
  ['Switch before spring', 'We move your data for you', 'Talk to us', 'Wechseln Sie vor dem Frühling', 'Wir ziehen Ihre Daten um', 'Sprechen wir'],
  ['For teams of ten and more', 'Roles, reviews and reports', 'See prices', 'Für Teams ab zehn', 'Rollen, Freigaben und Berichte', 'Preise ansehen'],
].map(([headline, claim, button, kopf, versprechen, knopf]) => ({
  en: { headline, claim, button, body: `<p>${claim} with {company}.</p>` },
  de: { headline: kopf, claim: versprechen, button: knopf, body: `<p>${versprechen} mit {company}.</p>` },
}));

export const PRODUCT_NOTES: readonly DemoText[] = [1, 2, 3, 4, 5, 6, 8, 9, 10].map((month) => {
  const release = `2026.${month}`;
  const rest = { release, released: `2026-${String(month).padStart(2, '0')}-15`, isBreaking: month % 4 === 0 };
  return {
    en: { title: `Release ${release}`, changes: ['Faster lists', 'Clearer error messages', `${month + 2} smaller corrections`], ...rest },
    de: { title: `Version ${release}`, changes: ['Schnellere Listen', 'Klarere Fehlermeldungen', `${month + 2} kleinere Korrekturen`], ...rest },
  };
});
