const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A session ends after this time, however often it is refreshed. */
export const SESSION_MS = 30 * DAY_MS;
/** A session that is not refreshed for this long can no longer be. */
export const REFRESH_TOKEN_MS = 7 * DAY_MS;
/** A SUPERADMIN's stay in a tenant. */
export const ENTERED_SESSION_MS = 5 * MINUTE_MS;
/** Long enough to hand a token over while somebody waits for it. */
export const PASSWORD_RESET_MS = 60 * MINUTE_MS;

/** At most so many password attempts on one e-mail ... */
export const MAX_LOGIN_ATTEMPTS = 5;
/** ... within this time. */
export const LOGIN_WINDOW_MS = 15 * MINUTE_MS;
