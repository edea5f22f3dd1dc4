import { constants } from 'node:os'

/**
 * An AbortSignal that fires on SIGTERM, SIGINT or SIGHUP, which a terminal sends when it is closed; a second one of them ends the
 * process at once.
 *
 * @param signals where signals come from; the process itself by default.
 */
export function onShutdown(
  signals: Pick<NodeJS.Process, 'on' | 'off' | 'exit'> = process,
): AbortSignal {
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals) => {
    // 128 + signal number is what shells report for a process that a signal ended.
    if (controller.signal.aborted) signals.exit(128 + constants.signals[signal])
    controller.abort(new Error(`received ${signal}`))
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) signals.on(signal, stop)
  return controller.signal
}
