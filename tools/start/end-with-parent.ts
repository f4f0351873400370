/**
 * Preloaded (`--import`) into a service's own process: when the process that started it is gone without a word, the
 * channel between them closes, and the service drains as it would on SIGTERM.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
