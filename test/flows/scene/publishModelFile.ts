import { readFileSync } from 'node:fs'
import { PROFILE_EXACT, PROFILE_NATIVE, readProgram, tensorRoot } from '@assay/program'
import { dataSizes, type ModelVersion, models } from '@assay/sdk'
import type { Scene } from './openScene.ts'

export type PublishModelFileParameters = {
  name: string
  /** A float ONNX file, or an exact program (.assay). */
  path: string
  card?: string
  blobsUrl?: string
}

/** Publishes the model of a file under a name. */
export async function publishModelFile(
  scene: Scene,
  parameters: PublishModelFileParameters,
): Promise<ModelVersion> {
  const { name, path, card, blobsUrl = 'http://127.0.0.1:1' } = parameters
  const { client, deployment } = scene
  const exact = path.endsWith('.assay')
  const bytes = readFileSync(path)
  const read = exact ? await readProgram(bytes) : undefined
  const root = read?.commitment.root ?? (await tensorRoot(bytes))
  // A float model is not disputed, so nobody asks for its sizes.
  const sizes = read ? dataSizes(read.program) : { inputBytes: 0, outputBytes: 0 }
  const cardDigest = await tensorRoot(card === undefined ? new Uint8Array(1) : readFileSync(card))
  const hash = await models.publish(client, {
    deployment,
    name,
    profile: exact ? PROFILE_EXACT : PROFILE_NATIVE,
    root,
    ...sizes,
    cardUri: `${blobsUrl}/${cardDigest}`,
    cardDigest,
  })
  await client.waitForTransactionReceipt({ hash })
  return models.get(client, { deployment, name })
}
