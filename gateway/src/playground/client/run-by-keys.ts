/**
 * Runs the operation on Ctrl+Enter or Cmd+Enter wherever the focus is, for example on the account that was chosen a
 * moment ago. Within the editors the keys are the editor's own.
 */
export function runByKeys(event: KeyboardEvent): void {
  const isRun = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
  const isEditors = event.target instanceof Element && event.target.closest('.monaco-editor') !== null;
  if (!isRun || isEditors) return;
  event.preventDefault();
  document.querySelector<HTMLButtonElement>('.graphiql-execute-button')?.click();
}
