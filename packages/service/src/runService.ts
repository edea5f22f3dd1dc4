import { type CreateLogParameters, createLog, type Log } from './createLog.ts'
import { ServiceError } from './ServiceError.ts'

/** Takes what the service has to do when it ends: the last that was given comes first. */
export type AtEnd = (step: () => unknown) => void

export type RunServiceParameters = {
  config: { log: CreateLogParameters }
  /** Ends the service. */
  signal: AbortSignal
  log?: Log
}

/** Runs a service until it ends by itself, and cleans up behind it however it ends; `ended` aborts before that. */
export async function runService(
  { config, signal, log }: RunServiceParameters,
  run: (service: { log: Log; atEnd: AtEnd; ended: AbortSignal }) => Promise<void>,
): Promise<void> {
  const steps: (() => unknown)[] = []
  const stopped = new AbortController()
  const colour = process.stderr.isTTY === true && !process.env.NO_COLOR
  try {
    await run({
      log: log ?? createLog({ ...config.log, colour }),
      atEnd: (step) => void steps.push(step),
      ended: stopped.signal,
    })
  } catch (error) {
    // Being told to stop while starting is no failure.
    if (!signal.aborted || error instanceof ServiceError) throw error
  } finally {
    // What is waited for below gives up what nobody needs any more.
    stopped.abort()
    for (const step of steps.reverse()) await step()
  }
}
