import type { Hex } from 'viem'
import type { Deployment } from '../deployment.ts'
import { keyRegistryAbi } from '../generated/KeyRegistry.ts'
import { modelRegistryAbi } from '../generated/ModelRegistry.ts'
import { workerRegistryAbi } from '../generated/WorkerRegistry.ts'
import { type Call, callOf } from './call.ts'

type Models = Pick<Deployment, 'modelRegistry'>
type Keys = Pick<Deployment, 'keyRegistry'>
type Workers = Pick<Deployment, 'workerRegistry'>

/** What a publisher says of a model. */
export interface Publication {
  readonly name: string
  readonly profile: Hex
  /** The program's root; for a float model the paged Merkle root of its file. */
  readonly root: Hex
  /** The publisher's part of every fee, in hundredths of a percent; a multiple of 10. */
  readonly royaltyBps: number
  /** Canonical bytes of the input. */
  readonly inputBytes: number
  /** Canonical bytes of all outputs together. */
  readonly outputBytes: number
  readonly cardUri: string
  /** The paged Merkle root of the card's bytes. */
  readonly cardDigest: Hex
}

/** Publishes a model as the next version of a name. */
export function publish({ modelRegistry }: Models, publication: Publication): Call {
  return callOf(modelRegistry, modelRegistryAbi, 'publish', [publication])
}

/** Marks one of the caller's models as deprecated, or takes that back. */
export function setDeprecated(
  { modelRegistry }: Models,
  { model, deprecated }: { model: Hex; deprecated: boolean },
): Call {
  return callOf(modelRegistry, modelRegistryAbi, 'setDeprecated', [model, deprecated])
}

/** Lists a key of the caller's, which consents (keyConsentMessage). */
export function setKey(
  { keyRegistry }: Keys,
  key: {
    /** An address (20 bytes), or a verifier's address followed by a key (ERC-7913). */
    signer: Hex
    /** KEY_SCOPES.work, KEY_SCOPES.request, or both joined. */
    scope: number
    /** The first second in which it is good; 0 for now. */
    validFrom?: number
    /** The first second in which it is good no more. */
    validUntil: number
    consent: Hex
  },
): Call {
  const { signer, scope, validFrom = 0, validUntil, consent } = key
  const args = [signer, scope, validFrom, validUntil, consent] as const
  return callOf(keyRegistry, keyRegistryAbi, 'setKey', args)
}

/** Ends the validity of a key of the caller's now. */
export function revokeKey({ keyRegistry }: Keys, { signer }: { signer: Hex }): Call {
  return callOf(keyRegistry, keyRegistryAbi, 'revokeKey', [signer])
}

/** Says where others find the calling worker. */
export function setProfile(
  { workerRegistry }: Workers,
  { name, endpoint }: { name: string; endpoint: string },
): Call {
  return callOf(workerRegistry, workerRegistryAbi, 'setProfile', [name, endpoint])
}

/** Says for what the calling worker serves a model. */
export function setAsk(
  { workerRegistry }: Workers,
  ask: { model: Hex; fee: bigint; collateral: bigint; lockFor: number },
): Call {
  const { model, fee, collateral, lockFor } = ask
  return callOf(workerRegistry, workerRegistryAbi, 'setAsk', [model, fee, collateral, lockFor])
}

/** Takes the calling worker's ask for a model back. */
export function removeAsk({ workerRegistry }: Workers, { model }: { model: Hex }): Call {
  return callOf(workerRegistry, workerRegistryAbi, 'removeAsk', [model])
}

/** Stakes more slots out of the caller's free money. */
export function stake({ workerRegistry }: Workers, { slots }: { slots: bigint }): Call {
  return callOf(workerRegistry, workerRegistryAbi, 'stake', [slots])
}

/** Gives slots back; their stake is released later. */
export function unstake({ workerRegistry }: Workers, { slots }: { slots: bigint }): Call {
  return callOf(workerRegistry, workerRegistryAbi, 'unstake', [slots])
}

/** Frees what is released of the caller's stake. */
export function withdrawStake({ workerRegistry }: Workers): Call {
  return callOf(workerRegistry, workerRegistryAbi, 'withdrawStake', [])
}
