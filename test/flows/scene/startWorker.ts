import type { Scene } from './openScene.ts'
import {
  launchService,
  type ServiceInScene,
  type ServiceUnderTest,
  startService,
} from './startService.ts'

export type StartWorkerParameters = ServiceInScene & {
  models: readonly { path: string; card?: string; minFee?: string }[]
  /** Flags of a worker that lies, such as `--lie middle-step`; without them, it is an honest one. */
  lie?: readonly string[]
}

const worker = ({ models, lie, ...rest }: StartWorkerParameters) =>
  ({
    name: 'worker',
    own: { models },
    ...(lie === undefined ? {} : { main: { file: 'apps/worker/src/lie/main.ts', flags: lie } }),
    ...rest,
  }) as const

/** Writes a worker's configuration and starts its process, without waiting for anything. */
export function launchWorker(scene: Scene, parameters: StartWorkerParameters) {
  return launchService(scene, worker(parameters))
}

/** Starts a worker's process and waits until it takes jobs. */
export function startWorker(
  scene: Scene,
  parameters: StartWorkerParameters,
): Promise<ServiceUnderTest> {
  return startService(scene, worker(parameters))
}
