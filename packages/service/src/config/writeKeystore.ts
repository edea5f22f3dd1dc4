import { writeFileSync } from 'node:fs'
import type { Hex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'

export type WriteKeystoreParameters = {
  file: string
  privateKey: Hex
  password: string
  /** Cost of scrypt; 131072 by default, lower only in tests. */
  scryptN?: number
}

/** Writes a key as an encrypted keystore of version 3, readable by its owner alone; never overwrites a file. */
export async function writeKeystore(parameters: WriteKeystoreParameters): Promise<void> {
  const { file, privateKey, password, scryptN = 131_072 } = parameters
  const { encryptKeystoreJson } = await import('ethers')
  const account = { address: privateKeyToAddress(privateKey), privateKey }
  const json = await encryptKeystoreJson(account, password, { scrypt: { N: scryptN, r: 8, p: 1 } })
  writeFileSync(file, `${json}\n`, { mode: 0o600, flag: 'wx' })
}
