import { allErrorsAbi } from '@assay/protocol'
import { type Abi, decodeErrorResult, type Hex, isHex } from 'viem'
import { BaseError } from './BaseError.ts'
import { causesOf } from './causes.ts'
import { contractErrors } from './contractErrors.ts'

/** A revert of one of Assay's contracts, in words. */
export class ContractError extends BaseError {
  /** The Solidity error's name, or undefined for a revert without one. */
  readonly errorName: string | undefined
  /** Its operands, in order. */
  readonly operands: readonly unknown[]

  constructor(errorName: string | undefined, operands: readonly unknown[], cause?: unknown) {
    const explain = errorName === undefined ? undefined : contractErrors[errorName]
    const known = explain?.(...(operands as never[]))
    const sentence =
      known?.sentence ??
      (errorName === undefined
        ? 'The contract refused the call without saying why.'
        : `The contract refused the call: ${errorName}(${operands.map(String).join(', ')}).`)
    const remedy = known?.remedy ?? 'Check the addresses of the deployment and the network.'
    super(sentence, { cause, remedy, name: 'ContractError' })
    this.errorName = errorName
    this.operands = operands
  }
}

/**
 * Turns whatever viem or a node throws for a revert into an error with words.
 *
 * @returns undefined where the error is no revert: a network failure, a rejection in the wallet.
 */
export function decodeContractError(error: unknown): ContractError | undefined {
  if (error instanceof ContractError) return error
  const data = revertData(error)
  if (data !== undefined && data !== '0x') {
    try {
      const { errorName, args } = decodeErrorResult({ abi: allErrorsAbi as Abi, data })
      if (errorName === 'Error') return reverted(String((args as unknown[])[0]), error)
      if (errorName === 'Panic') return reverted(`panic ${(args as unknown[])[0]}`, error)
      return new ContractError(errorName, (args as readonly unknown[] | undefined) ?? [], error)
    } catch {
      return new ContractError(undefined, [], error)
    }
  }
  if (isRevert(error)) return new ContractError(undefined, [], error)
  return undefined
}

function reverted(reason: string, cause: unknown): ContractError {
  return new ContractError(reason, [], cause)
}

/** The revert's data, wherever along the causes a node or viem put it. */
function revertData(error: unknown): Hex | undefined {
  for (const cause of causesOf(error)) {
    if (typeof cause !== 'object') continue
    // viem's ContractFunctionRevertedError keeps the bytes in `raw`, and in `data` what it made of them.
    const { raw, data } = cause as { raw?: unknown; data?: unknown }
    const found = hexIn(raw) ?? hexIn(data)
    if (found !== undefined) return found
  }
  return undefined
}

/** Nodes put it at `data`, `data.data`, `data.result` or `data.originalError.data`. */
function hexIn(data: unknown, depth = 0): Hex | undefined {
  if (isHex(data)) return data
  if (typeof data !== 'object' || data === null || depth > 3) return undefined
  const { data: inner, result, originalError } = data as Record<string, unknown>
  return hexIn(inner, depth + 1) ?? hexIn(result, depth + 1) ?? hexIn(originalError, depth + 1)
}

function isRevert(error: unknown): boolean {
  for (const cause of causesOf(error)) {
    if (!(cause instanceof Error)) continue
    const words = 'details' in cause ? `${cause.message}\n${cause.details}` : cause.message
    if (/execution reverted|reverted with|VM Exception|transaction reverted/i.test(words))
      return true
  }
  return false
}
