import { formatEther } from 'viem'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'

/** An account has too little of the chain's coin to pay for a transaction (wei). */
export class OutOfGasError extends ServiceError {
  override readonly name = 'OutOfGasError'
  readonly balance: bigint
  /** The most that the refused transaction may cost; undefined where its gas is not known. */
  readonly needed: bigint | undefined

  constructor(parameters: {
    address: string
    balance: bigint
    needed?: bigint | undefined
    cause?: unknown
  }) {
    const { address, balance, needed, cause } = parameters
    const missing = needed !== undefined && needed > balance ? needed - balance : undefined
    super(
      `${address} has too little of the chain's coin to pay for gas: it holds ${formatEther(balance)}${needed === undefined ? '' : `, and this takes up to ${formatEther(needed)}`}.`,
      {
        cause,
        exitCode: EXIT_CODES.funds,
        remedy: `Send it ${missing === undefined ? 'some' : `at least ${formatEther(missing)} coins`}.`,
      },
    )
    this.balance = balance
    this.needed = needed
  }
}
