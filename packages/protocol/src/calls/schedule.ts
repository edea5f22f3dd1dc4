import type { Address } from 'viem'
import type { Deployment } from '../deployment.ts'
import { scheduleAbi } from '../generated/Schedule.ts'
import type { Request } from '../request.ts'
import { type Call, callOf } from './call.ts'

type Place = Pick<Deployment, 'schedule'>

/** A request that repeats. */
export interface Plan {
  /**
   * The request of each run; its requester is the plan's owner. `nonce` and `inputRoot` are zero here; `offer.rampStart` and
   * `offer.expiry` are seconds after the run is triggered.
   */
  readonly template: Request
  /** The contract that gives each run's input (IInputSource). */
  readonly source: Address
  /** When the first run is due (unix seconds). */
  readonly firstRun: number
  /** Seconds from one run to the next. */
  readonly period: number
  /** How many runs there are. */
  readonly runs: number
  /** What the account that triggers a run gets, in the token's smallest unit. */
  readonly tip: bigint
  /** Tells plans apart that are alike. */
  readonly salt: bigint
}

/** Makes a plan of the caller's. Its allowance in the ledger for the schedule is the plan's whole budget. */
export function plan({ schedule }: Place, made: Plan): Call {
  return callOf(schedule, scheduleAbi, 'plan', [made])
}

/** Makes the run that is due; anyone may, and is tipped. */
export function trigger({ schedule }: Place, made: Plan): Call {
  return callOf(schedule, scheduleAbi, 'trigger', [made])
}

/** Ends a plan of the caller's. */
export function end({ schedule }: Place, made: Plan): Call {
  return callOf(schedule, scheduleAbi, 'end', [made])
}
