import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readProgram } from '@assay/program'
import { type Callback, encodeOptimisticParams, MAX_INLINE } from '@assay/sdk'
import type { Hex } from 'viem'
import { ask } from './ask.ts'
import type { SceneToken } from './deployContracts.ts'
import { openScene, type Person } from './openScene.ts'
import { publishModelFile } from './publishModelFile.ts'
import { until } from './until.ts'

const MODELS = resolve(import.meta.dirname, '../../../models')

/** What every job of a dispute scene offers, in the token's smallest unit, and its challenge window in seconds. */
export const OFFER = { fee: 400_000n, collateral: 2_000_000n, window: 120 }

/** The parameters of the method: models are taken whatever their size. */
export const PARAMS = encodeOptimisticParams({ window: OFFER.window, takesLarge: true })

/** A scene with a published exact program, somebody who asks, and somebody who watches. */
export async function openDisputeScene(
  name: 'digits' | 'objects',
  settings: { token?: SceneToken } = {},
) {
  const scene = await openScene(settings)
  const path = join(MODELS, name, 'program.assay')
  const card = join(MODELS, name, 'card.json')
  const model = await publishModelFile(scene, { name, path, card })
  const requester = await scene.newPerson()
  /** Lets so many seconds pass on the chain. */
  const pass = async (seconds: number) => {
    await scene.client.increaseTime({ seconds })
    await scene.client.mine({ blocks: 1 })
  }
  return {
    scene,
    path,
    card,
    file: readFileSync(path),
    model,
    models: [{ path, card }],
    requester,
    /** The program's header, as a challenge submits it. */
    header: async () => (await readProgram(readFileSync(path))).commitment.header,
    /** Asks one worker for a result that can be challenged. */
    askOf: (
      worker: Person,
      input: Uint8Array,
      { uris, callback }: { uris?: readonly string[]; callback?: Callback } = {},
    ) =>
      ask(requester, {
        model,
        input,
        // What is too long for the request itself travels beside it.
        uris: uris ?? (input.length > MAX_INLINE ? [dataUri(input)] : []),
        fee: OFFER.fee,
        collateral: OFFER.collateral,
        worker: worker.address,
        verifier: scene.deployment.verifiers.optimistic,
        params: PARAMS,
        ...(callback === undefined ? {} : { callback }),
      }),
    pass,
    /** Lets a second (unix) pass on the chain, if it has not yet. */
    passBeyond: async (time: number) => {
      const left = time - Number((await scene.client.getBlock()).timestamp)
      if (left >= 0) await pass(left + 1)
    },
    /** What somebody has free in the ledger. */
    held: async ({ address }: Person) => (await requester.client.balances.get({ address })).free,
    /** What somebody has free in the ledger and in its wallet together. */
    wealth: async ({ address }: Person) => {
      const { free, wallet } = await requester.client.balances.get({ address })
      return free + wallet
    },
    /** Waits until a job is in a state. */
    reaches: (jobId: Hex, state: string, seconds = 60) =>
      until(
        `the job to be ${state}`,
        async () => (await requester.client.jobs.get({ jobId })).state === state,
        seconds,
      ),
  }
}

function dataUri(bytes: Uint8Array): string {
  return `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`
}

export type DisputeScene = Awaited<ReturnType<typeof openDisputeScene>>
