export { createBackup, type BackupOptions } from './create-backup.ts';
export { restoreBackup, type RestoreOptions } from './restore-backup.ts';
