import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { acquireLock } from '../acquireLock.ts'
import type { AtEnd } from '../runService.ts'
import { loadKey } from './loadKey.ts'
import { keyVariable, type ServiceConfig } from './loadServiceConfig.ts'
import type { ServiceSettings } from './serviceSettings.ts'

/**
 * Takes a service's data folder for this process only, and reads the key that it signs with.
 *
 * @throws ServiceError where another process has the folder, or the key cannot be read
 */
export async function openAccount(
  config: ServiceConfig<ServiceSettings>,
  atEnd: AtEnd,
): Promise<PrivateKeyAccount> {
  const { name, data, key, environmentKey } = config
  atEnd(acquireLock(join(data, `${name}.lock`), `the data folder ${data}`))
  writeFileSync(ownerFile(config), JSON.stringify({ pid: process.pid, host: hostname() }))
  const privateKey = await loadKey({
    ...key,
    environmentName: keyVariable(name),
    ...(environmentKey === undefined ? {} : { environmentKey }),
  })
  return privateKeyToAccount(privateKey)
}

/** Which process has a data folder, or had it last. */
export type FolderOwner = { pid: number; host: string }

/** Where the process is written down that has a service's data folder. */
export function ownerFile({ name, data }: { name: string; data: string }): string {
  return join(data, `${name}.pid`)
}
