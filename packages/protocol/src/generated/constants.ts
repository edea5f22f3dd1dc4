// Generated from contracts/ by `npm run generate`. Do not edit.

export const SIGNED_NONCE = 0x8000000000000000000000000000000000000000000000000000000000000000n
export const MAX_INLINE = 8192
export const MAX_SEATS = 16
export const MAX_LOCK_FOR = 604800
export const MAX_LIFETIME = 7776000
export const MAX_CALLBACK_GAS = 2000000
export const VERDICT_TIMEOUT = 2592000
export const ANNOUNCEMENT_LIFETIME = 86400
export const FILL_TIME = 3600
export const WHEN_PROVISIONAL = 1
export const WHEN_FINAL = 2
export const SCOPE_WORK = 1
export const SCOPE_REQUEST = 2
export const BPS = 10000
export const CLOCK_BUDGET = 4
export const CLOCK_FREE_PART = 4
export const CLOCK_GAME_TIME = 12
