import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import type { Address, Hex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'
import { readPassword } from './loadKey.ts'

export type CreateKeystoreParameters = {
  /** The file to write. */
  keystore: string
  /** The password's file; it is made with a random password where it is not there yet. */
  passwordFile: string
  /** A key to keep; a new one by default. */
  privateKey?: Hex
}

/**
 * Makes an encrypted keystore (version 3), and a password file where there is none. Only their owner can read either.
 *
 * @returns the key's address
 * @throws ServiceError where a keystore is there already, or a file cannot be written
 */
export async function createKeystore(parameters: CreateKeystoreParameters): Promise<Address> {
  const { keystore, passwordFile, privateKey = generatePrivateKey() } = parameters
  const { address } = privateKeyToAccount(privateKey)
  const password = randomBytes(32).toString('base64url')
  const isNew = write(passwordFile, `${password}\n`, { orKeep: true })
  // Loaded here, since few runs of a command need it.
  const { encryptKeystoreJson } = await import('ethers')
  const secret = isNew ? password : readPassword(passwordFile)
  write(keystore, `${await encryptKeystoreJson({ address, privateKey }, secret)}\n`)
  return address
}

/** Writes a new file for its owner only; says whether it was new. */
function write(file: string, text: string, { orKeep = false } = {}): boolean {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
    return true
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST'
    if (exists && orKeep) return false
    throw new ServiceError(
      exists
        ? `${file} is there already.`
        : `${file} cannot be written: ${(cause as Error).message}.`,
      {
        cause,
        exitCode: EXIT_CODES.usage,
        remedy: exists ? 'It may hold money: choose another folder.' : 'Correct its permissions.',
      },
    )
  }
}
