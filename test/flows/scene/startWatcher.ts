import type { Scene } from './openScene.ts'
import { type ServiceInScene, type ServiceUnderTest, startService } from './startService.ts'

export type StartWatcherParameters = ServiceInScene & {
  /** Program files that are at hand. */
  files: readonly string[]
}

/** Starts a watcher's process and waits until it watches. */
export function startWatcher(
  scene: Scene,
  { files, ...rest }: StartWatcherParameters,
): Promise<ServiceUnderTest> {
  return startService(scene, { name: 'watcher', own: { programs: { files } }, ...rest })
}
