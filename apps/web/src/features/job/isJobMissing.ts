import { BaseError } from '@assay/sdk'

/** Whether an error says that the chain knows no such job, rather than that it could not be asked. */
export function isJobMissing(error: unknown): boolean {
  return error instanceof BaseError && error.name === 'JobNotFoundError'
}
