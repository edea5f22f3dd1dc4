/**
 * An AbortSignal that fires on SIGTERM or SIGINT; a second one of them ends the process at once.
 *
 * @param signals where signals come from; the process itself by default.
 */
export function onShutdown(
  signals: Pick<NodeJS.Process, 'on' | 'off' | 'exit'> = process,
): AbortSignal {
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals) => {
    // 128 + signal number is what shells report for a process that a signal ended.
    if (controller.signal.aborted) signals.exit(signal === 'SIGINT' ? 130 : 143)
    controller.abort(new Error(`received ${signal}`))
  }
  signals.on('SIGTERM', stop)
  signals.on('SIGINT', stop)
  return controller.signal
}
