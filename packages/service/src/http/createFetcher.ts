import { lookup as systemLookup } from 'node:dns/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { ServiceError } from '../ServiceError.ts'
import { isPublicAddress } from './isPublicAddress.ts'

export type FetcherParameters = {
  /** Whether addresses of this machine and of private networks may be asked. */
  privateNetworks: boolean
  /** Finds the addresses of a name; the system's by default. */
  resolve?: (name: string) => Promise<readonly { address: string; family: number }[]>
}

/** Reads an address that may belong to an enemy: never more than `limit` bytes, never longer than `timeout` milliseconds. */
export type Fetcher = (
  uri: string,
  limits: { limit: number; timeout: number; signal?: AbortSignal | undefined },
) => Promise<Uint8Array>

const MAX_REDIRECTS = 3

/**
 * Makes what a service reads strangers' addresses with. Unless it may, it connects only to the public internet: the address
 * that a name has is looked at where the connection is made, so neither redirects nor names that change lead inside.
 */
export function createFetcher(parameters: FetcherParameters): Fetcher {
  const { privateNetworks } = parameters
  const resolve =
    parameters.resolve ?? ((name: string) => systemLookup(name, { all: true, verbatim: true }))

  const lookup: LookupFunction = (name, options, callback) => {
    resolve(name)
      .then((found) => {
        const allowed = found.filter(({ address }) => privateNetworks || isPublicAddress(address))
        const [first] = allowed
        if (first === undefined) throw refused(name)
        if (options.all) callback(null, [...allowed])
        else callback(null, first.address, first.family)
      })
      .catch((error: Error) => callback(error, ''))
  }

  return async (uri, { limit, timeout, signal }) => {
    const signals = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])]
    const stop = AbortSignal.any(signals)
    let url = parse(uri)
    if (url.protocol === 'data:') return readData(uri, limit)
    for (let redirects = 0; ; redirects++) {
      const response = await open(url, stop)
      const { statusCode = 0, headers } = response
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        response.destroy()
        if (redirects === MAX_REDIRECTS) throw failure(`${uri} redirects too often.`)
        url = parse(headers.location, url)
        if (url.protocol === 'data:') throw failure(`${uri} redirects to a data URI.`)
        continue
      }
      if (statusCode < 200 || statusCode > 299) {
        response.destroy()
        throw failure(`${uri} answers ${statusCode}.`)
      }
      return readBody(response, uri, limit)
    }
  }

  function open(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // Nothing looks a literal address up.
    if (isIP(host) && !privateNetworks && !isPublicAddress(host)) throw refused(host)
    const request = url.protocol === 'https:' ? requestHttps : requestHttp
    return new Promise((resolved, rejected) => {
      request(url, { lookup, signal, agent: false, headers: { accept: '*/*' } }, resolved)
        .on('error', (error) => rejected(signal.aborted ? stopped(url, signal) : error))
        .end()
    })
  }
}

function parse(uri: string, base?: URL): URL {
  const url = URL.parse(uri, base)
  if (url !== null && /^(https?|data):$/.test(url.protocol)) return url
  throw failure(`${uri} is not an http, https or data URI.`)
}

async function readData(uri: string, limit: number): Promise<Uint8Array> {
  // Three characters, "%41", are the most that one byte takes.
  if (uri.length > 3 * limit + 1_000) throw tooLong('The data URI', limit)
  const bytes = new Uint8Array(await (await fetch(uri)).arrayBuffer())
  if (bytes.length > limit) throw tooLong('The data URI', limit)
  return bytes
}

async function readBody(
  response: IncomingMessage,
  uri: string,
  limit: number,
): Promise<Uint8Array> {
  const declared = Number(response.headers['content-length'] ?? 0)
  const parts: Uint8Array[] = []
  let length = 0
  try {
    if (declared > limit) throw tooLong(uri, limit)
    for await (const part of response as AsyncIterable<Uint8Array>) {
      length += part.length
      if (length > limit) throw tooLong(uri, limit)
      parts.push(part)
    }
  } finally {
    response.destroy()
  }
  return Buffer.concat(parts, length)
}

function refused(host: string): ServiceError {
  return failure(
    `${host} is not on the public internet, and addresses of private networks are not asked.`,
    'Put the bytes on a public server; input.privateNetworks = true allows private ones.',
  )
}

function stopped(url: URL, signal: AbortSignal): ServiceError {
  const late = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
  return failure(`${url.origin} did not answer${late ? ' in time' : ''}.`)
}

function tooLong(what: string, limit: number): ServiceError {
  return failure(`${what} holds more than the ${limit} bytes that are allowed.`)
}

function failure(sentence: string, remedy?: string): ServiceError {
  return new ServiceError(sentence, remedy === undefined ? {} : { remedy })
}
