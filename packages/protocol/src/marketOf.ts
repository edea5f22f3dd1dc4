import type { Address } from 'viem'
import type { Deployment } from './deployment.ts'
import type { Policy } from './request.ts'

/** The parts of a deployment that say where its two markets are. */
export type Markets = Pick<Deployment, 'chainId' | 'market' | 'multiSeatMarket'>

/** A number of seats, or the request that asks for it. */
export type Seats = number | { readonly policy: Pick<Policy, 'seats'> }

/** The market of requests for this many seats: one takes requests for one seat, the other all that ask for more. */
export function marketOf(markets: Pick<Markets, 'market' | 'multiSeatMarket'>, of: Seats): Address {
  const seats = typeof of === 'number' ? of : of.policy.seats
  return seats === 1 ? markets.market : markets.multiSeatMarket
}
