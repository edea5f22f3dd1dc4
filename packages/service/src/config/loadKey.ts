import { readFileSync, statSync } from 'node:fs'
import type { Hex } from 'viem'
import { isHex } from 'viem'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'

export type LoadKeyParameters = {
  /** Encrypted keystore, version 3 of the Web3 Secret Storage Definition. */
  keystore?: string
  /** File whose first line is the keystore's password. */
  passwordFile?: string
  /** A bare key from the environment, for local development only. */
  environmentKey?: string
  /** Name of that environment variable, for messages. */
  environmentName: string
}

/**
 * Reads a process's private key: from an encrypted keystore, else from the environment.
 *
 * @throws ServiceError (exit code 3 or 4) that never contains any part of the key.
 */
export async function loadKey(parameters: LoadKeyParameters): Promise<Hex> {
  const { keystore, passwordFile, environmentKey, environmentName } = parameters
  if (keystore !== undefined) return readKeystore(keystore, passwordFile)
  if (environmentKey) {
    const key = environmentKey.startsWith('0x') ? environmentKey : `0x${environmentKey}`
    if (isHex(key) && key.length === 66) return key
    throw new ServiceError(`${environmentName} is not a private key of 32 bytes in hexadecimal.`, {
      exitCode: EXIT_CODES.key,
      remedy: 'Set it to 0x and 64 digits, or use a keystore.',
    })
  }
  throw new ServiceError('There is no key to sign with.', {
    exitCode: EXIT_CODES.key,
    remedy: `Set key.keystore and key.passwordFile in the configuration, or ${environmentName} for local development.`,
  })
}

async function readKeystore(keystore: string, passwordFile: string | undefined): Promise<Hex> {
  const json = readSecret(keystore, 'keystore')
  if (passwordFile === undefined) {
    throw new ServiceError(`The keystore ${keystore} needs a password.`, {
      exitCode: EXIT_CODES.key,
      remedy: 'Set key.passwordFile to a file whose first line is the password.',
    })
  }
  const password = readPassword(passwordFile)
  // Loaded here, since most runs of a development machine never need it.
  const { decryptKeystoreJson, isKeystoreJson } = await import('ethers')
  if (!isKeystoreJson(json)) {
    throw new ServiceError(`${keystore} is not a keystore of version 3.`, {
      exitCode: EXIT_CODES.key,
      remedy: 'Name the JSON file that a wallet exported as an encrypted keystore.',
    })
  }
  try {
    const account = await decryptKeystoreJson(json, password)
    return account.privateKey as Hex
  } catch (cause) {
    throw new ServiceError(`The keystore ${keystore} cannot be decrypted with that password.`, {
      cause,
      exitCode: EXIT_CODES.key,
      remedy: `Check the first line of ${passwordFile}.`,
    })
  }
}

/**
 * The first line of a password file.
 *
 * @throws ServiceError (exit code 3 or 4)
 */
export function readPassword(file: string): string {
  return readSecret(file, 'password file').split(/\r?\n/)[0]!
}

function readSecret(file: string, what: string): string {
  try {
    // Others must not be able to read what spends money; Windows has no such mode bits.
    if (
      process.platform !== 'win32' &&
      (statSync(file).mode & 0o077) !== 0 &&
      what !== 'keystore'
    ) {
      throw new ServiceError(`The ${what} ${file} can be read by other users.`, {
        exitCode: EXIT_CODES.key,
        remedy: `Run: chmod 600 ${file}`,
      })
    }
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause
    throw new ServiceError(`The ${what} ${file} cannot be read: ${(cause as Error).message}.`, {
      cause,
      exitCode: EXIT_CODES.notFound,
      remedy: 'Check its path and its permissions.',
    })
  }
}
