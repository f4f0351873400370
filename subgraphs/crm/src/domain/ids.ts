const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a caller's id can name a row at all. One that cannot is a missing row, not a fault of the database. */
export const isUuid = (id: string): boolean => UUID.test(id);
