import type { Hex } from 'viem'
import { formatUnits } from 'viem'
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
