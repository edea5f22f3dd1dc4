/** How much of a model's file a browser reads (bytes), and for how long (milliseconds): somebody watches its bar, and can leave. */
export const MODEL_BOUNDS = { limit: 256 * 2 ** 20, timeout: 30 * 60_000 }
