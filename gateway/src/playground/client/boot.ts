/**
 * Runs before the editor's scripts. Its style elements have to carry the page's nonce, and its workers have to come
 * from our own origin as files: the content security policy admits nothing else.
 */
const nonce = document.getElementById('playground')?.dataset['nonce'] ?? '';
const createElement = document.createElement.bind(document);

document.createElement = (name: string, options?: ElementCreationOptions) => {
  const element = createElement(name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
};

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker(_id: string, label: string) {
      const name = label === 'json' || label === 'graphql' ? label : 'editor';
      return new Worker(new URL(`./${name}.worker.js`, import.meta.url), { type: 'module' });
    },
  },
});
