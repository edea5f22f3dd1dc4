import type { Address, Hex } from 'viem'
import { formatEther, formatUnits } from 'viem'
import type { Job } from '../types/job.ts'
import { BaseError } from './BaseError.ts'

/** The market does not know the job. */
export class JobNotFoundError extends BaseError {
  constructor(jobId: Hex) {
    super(`The market knows no job ${jobId}.`, {
      name: 'JobNotFoundError',
      remedy: 'Check the id and the network; a request appears once its transaction is in a block.',
    })
  }
}

/** The dispute's contract knows no such game. */
export class DisputeNotFoundError extends BaseError {
  constructor(game: bigint) {
    super(`There is no dispute ${game}.`, {
      name: 'DisputeNotFoundError',
      remedy: 'Check the number and the network; a challenge appears once it is in a block.',
    })
  }
}

/** The client speaks to another chain than the deployment's. */
export class WrongChainError extends BaseError {
  constructor(actual: number, expected: number) {
    super(`The wallet is on chain ${actual}, but the market is on chain ${expected}.`, {
      name: 'WrongChainError',
      remedy: `Switch the network to chain ${expected}.`,
    })
  }
}

/** The client was made for another chain than the deployment's, so what it signs counts there. */
export class WrongClientChainError extends BaseError {
  constructor(actual: number, expected: number) {
    super(`The client is set to chain ${actual}, but the market is on chain ${expected}.`, {
      name: 'WrongChainError',
      remedy: `Make the client with the chain whose id is ${expected}.`,
    })
  }
}

/** The account cannot pay for gas. */
export class InsufficientGasError extends BaseError {
  constructor({
    cause,
    bill,
  }: {
    cause: unknown
    /** What the account holds, and what the transaction takes at most (wei), where both are known. */
    bill?: { address: Address; held: bigint; needed: bigint } | undefined
  }) {
    const coin = "the chain's coin"
    super(
      bill === undefined
        ? `The account has too little of ${coin} to pay for gas.`
        : `${bill.address} holds ${formatEther(bill.held)} of ${coin}, and the gas of this takes up to ${formatEther(bill.needed)}.`,
      {
        cause,
        name: 'InsufficientGasError',
        remedy:
          bill === undefined
            ? 'Send it some, or use another account.'
            : `Send it about ${formatEther(bill.needed - bill.held)} more, or use another account.`,
      },
    )
  }
}

/** Nobody published a model of that name. */
export class ModelNotFoundError extends BaseError {
  constructor(name: string) {
    super(`Nobody published a model of the name "${name}".`, {
      name: 'ModelNotFoundError',
      remedy: 'models.list tells what there is.',
    })
  }
}

/** Nobody answered a request as long as its offer was good, and nothing ends it by itself. */
export class JobExpiredError extends BaseError {
  constructor(jobId: Hex, expiry: number) {
    super(
      `Nobody answered job ${jobId}, and its offer ended at ${new Date(expiry * 1000).toISOString()}.`,
      {
        name: 'JobExpiredError',
        remedy: 'jobs.refund gives its fee back to the requester.',
      },
    )
  }
}

/** A write needs an account, and neither client nor parameters have one. */
export class AccountMissingError extends BaseError {
  constructor() {
    super('There is no account to act for.', {
      name: 'AccountMissingError',
      remedy: 'Connect a wallet, or pass an account.',
    })
  }
}

/** Input bytes that the model cannot take. */
export class InvalidInputError extends BaseError {
  constructor(sentence: string, remedy: string) {
    super(sentence, { name: 'InvalidInputError', remedy })
  }
}

/** Not enough of the token, in the market and the wallet together. */
export class InsufficientTokenError extends BaseError {
  readonly shortfall: bigint

  constructor(parameters: { needed: bigint; held: bigint; decimals: number; symbol: string }) {
    const { needed, held, decimals, symbol } = parameters
    const amount = (value: bigint) => `${formatUnits(value, decimals)} ${symbol}`
    super(`This takes ${amount(needed)}, and the account holds ${amount(held)}.`, {
      name: 'InsufficientTokenError',
      remedy: `Get ${amount(needed - held)} more, or offer less.`,
    })
    this.shortfall = needed - held
  }
}

/** The card's bytes are not those that the publisher committed to, or cannot be had. */
export class ModelCardError extends BaseError {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, {
      cause,
      name: 'ModelCardError',
      remedy: 'Ask the publisher for the card; requests can be made without it.',
    })
  }
}

/** How a job ended that has no accepted result, and what to do about it. */
const FAILURES: Partial<Record<Job['state'], readonly [says: string, remedy: string]>> = {
  rejected: ['its result was shown wrong', 'The fee is back in the ledger. Run the model anew.'],
  void: ['nobody judged it in time', 'The fee is back in the ledger. Run the model anew.'],
  cancelled: ['its requester took it back', 'The fee is back in the ledger.'],
  expired: [
    'nobody answered it in time',
    'The fee is back in the ledger. Offer more, or for longer.',
  ],
}

/** A run ended without an answer that counts. */
export class RunFailedError extends BaseError {
  readonly job: Job

  constructor(job: Job) {
    const [says, remedy] = FAILURES[job.state] ?? [
      `it is ${job.state} without a result`,
      'Read the job again.',
    ]
    super(`Job ${job.id} gave no answer: ${says}.`, { name: 'RunFailedError', remedy })
    this.job = job
  }
}
