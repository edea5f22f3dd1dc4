import { causesOf } from '@assay/sdk'
import { EXIT_CODES } from '@assay/service'

/** The exit codes that errors of the SDK deserve, by their names. */
const CODES: Readonly<Record<string, number>> = {
  InvalidInputError: EXIT_CODES.usage,
  InvalidAmountError: EXIT_CODES.usage,
  FeeMissingError: EXIT_CODES.usage,
  HandleError: EXIT_CODES.usage,
  JobNotFoundError: EXIT_CODES.notFound,
  DisputeNotFoundError: EXIT_CODES.notFound,
  ModelNotFoundError: EXIT_CODES.notFound,
  ModelCardError: EXIT_CODES.notFound,
  ModelFileError: EXIT_CODES.notFound,
  OutputUnavailableError: EXIT_CODES.notFound,
  ReceiptNotFoundError: EXIT_CODES.notFound,
  AccountMissingError: EXIT_CODES.key,
  UserRejectedError: EXIT_CODES.key,
  NetworkError: EXIT_CODES.network,
  WorkerUnreachableError: EXIT_CODES.network,
  WrongChainError: EXIT_CODES.network,
  InsufficientTokenError: EXIT_CODES.funds,
  InsufficientGasError: EXIT_CODES.funds,
  ContractError: EXIT_CODES.revert,
  WorkerRefusedError: EXIT_CODES.revert,
  RunFailedError: EXIT_CODES.revert,
  JobExpiredError: EXIT_CODES.expired,
  RunExpiredError: EXIT_CODES.expired,
}

/** Which code a process ends with for an error; undefined where none is known. */
export function exitCodeOf(error: unknown): number | undefined {
  for (const cause of causesOf(error)) {
    if (!(cause instanceof Error)) continue
    if ('exitCode' in cause && typeof cause.exitCode === 'number') return cause.exitCode
    const code = CODES[cause.name]
    if (code !== undefined) return code
  }
  return undefined
}
