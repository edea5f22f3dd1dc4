import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { encryptKeystoreJson } from 'ethers'
import type { Hex } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { ServiceError } from '../ServiceError.ts'
import { loadKey } from './loadKey.ts'

const folder = mkdtempSync(join(tmpdir(), 'key-'))
after(() => rmSync(folder, { recursive: true }))
const environmentName = 'ASSAY_WORKER_KEY'

const secret = (name: string, text: string) => {
  const file = join(folder, name)
  writeFileSync(file, text, { mode: 0o600 })
  return file
}

/** A keystore as wallets write it, but cheap to open. */
const encrypted = async (name: string, privateKey: Hex, password: string) => {
  const account = { address: privateKeyToAddress(privateKey), privateKey }
  return secret(
    name,
    await encryptKeystoreJson(account, password, { scrypt: { N: 2, r: 8, p: 1 } }),
  )
}

const fails = (exitCode: number, message: RegExp) => (error: unknown) =>
  error instanceof ServiceError && error.exitCode === exitCode && message.test(error.message)

test('a key is read from a keystore and its password file', async () => {
  const privateKey = generatePrivateKey()
  const keystore = await encrypted('worker.json', privateKey, 'correct horse')
  const passwordFile = secret('password', 'correct horse\n')
  assert.equal(await loadKey({ keystore, passwordFile, environmentName }), privateKey)
})

test('reads a keystore of the Web3 Secret Storage Definition', async () => {
  // The PBKDF2 test vector of the definition.
  const keystore = secret(
    'vector.json',
    JSON.stringify({
      crypto: {
        cipher: 'aes-128-ctr',
        cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
        ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
        kdf: 'pbkdf2',
        kdfparams: {
          c: 262144,
          dklen: 32,
          prf: 'hmac-sha256',
          salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
        },
        mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
      },
      id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
      version: 3,
    }),
  )
  const passwordFile = secret('vector-password', 'testpassword')
  assert.equal(
    await loadKey({ keystore, passwordFile, environmentName }),
    '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d',
  )
})

test('a wrong password is named without any part of the key', async () => {
  const privateKey = generatePrivateKey()
  const keystore = await encrypted('wrong.json', privateKey, 'right')
  const passwordFile = secret('wrong-password', 'left')
  await assert.rejects(
    loadKey({ keystore, passwordFile, environmentName }),
    fails(4, /cannot be decrypted/),
  )
})

test('a password file that others can read is refused', async () => {
  const passwordFile = secret('open-password', 'x')
  chmodSync(passwordFile, 0o644)
  await assert.rejects(
    loadKey({ keystore: secret('any.json', '{}'), passwordFile, environmentName }),
    fails(4, /chmod 600/),
  )
})

test('no key, a bad key, a missing file', async () => {
  await assert.rejects(loadKey({ environmentName }), fails(4, /no key to sign with/))
  await assert.rejects(
    loadKey({ environmentName, environmentKey: '0x1234' }),
    fails(4, /ASSAY_WORKER_KEY is not a private key/),
  )
  await assert.rejects(
    loadKey({ environmentName, keystore: join(folder, 'absent') }),
    fails(3, /cannot be read/),
  )
})

test('the environment serves local development', async () => {
  const privateKey = generatePrivateKey()
  assert.equal(await loadKey({ environmentName, environmentKey: privateKey.slice(2) }), privateKey)
})
