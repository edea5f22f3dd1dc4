import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A call of JSON-RPC, and what is answered to it. */
export type RpcCall = { id: number; method: string; params: unknown[] }
export type RpcAnswer = { result: unknown } | { error: { code: number; message: string } }

/** Answers a call in the node's place; `honest` asks the node. */
export type Fault = (call: RpcCall, honest: () => Promise<RpcAnswer>) => Promise<RpcAnswer>

export type FaultyNodeParameters = {
  /** The node that it stands in front of. */
  rpcUrl: string
  fault?: Fault
  /** Refuses a whole HTTP request: its status and headers. */
  refuse?: () => { status: number; headers?: Record<string, string> } | undefined
}

/** A node that is healthy but for what a test wants: it speaks for a real one, and counts what it is asked. */
export async function startFaultyNode(parameters: FaultyNodeParameters) {
  const { rpcUrl, refuse, fault = (_, honest) => honest() } = parameters
  const calls: RpcCall[] = []
  let refused = 0

  async function answerTo(call: RpcCall): Promise<unknown> {
    calls.push(call)
    const honest = async () => {
      const response = await fetch(rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', ...call }),
      })
      return (await response.json()) as RpcAnswer
    }
    return { jsonrpc: '2.0', ...(await fault(call, honest)), id: call.id }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request))
    const refusal = refuse?.()
    if (refusal !== undefined) {
      refused++
      response.writeHead(refusal.status, refusal.headers).end('refused')
      return
    }
    const answers = Array.isArray(body)
      ? await Promise.all(body.map(answerTo))
      : await answerTo(body)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers))
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** All calls that were answered, refused requests not among them. */
    calls,
    refused: () => refused,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A fault: the node names blocks before it has their events, which it then leaves out for some time (milliseconds). */
export function lateLogs(milliseconds: number): { fault: Fault; emptied: () => number } {
  const namedAt = new Map<bigint, number>()
  let emptied = 0
  return {
    emptied: () => emptied,
    fault: async (call, honest) => {
      const answer = await honest()
      if (!('result' in answer)) return answer
      const { method, params } = call
      if (method === 'eth_getBlockByNumber' && params[0] === 'latest') {
        const number = BigInt((answer.result as { number: string }).number)
        if (!namedAt.has(number)) namedAt.set(number, Date.now())
      }
      if (method !== 'eth_getLogs') return answer
      const [{ toBlock }] = params as [{ toBlock: string }]
      const isLate = Date.now() - (namedAt.get(BigInt(toBlock)) ?? 0) < milliseconds
      if (!isLate || (answer.result as unknown[]).length === 0) return answer
      emptied++
      return { result: [] }
    },
  }
}

/** A fault: receipts are there some time after they were first asked for (milliseconds). */
export function lateReceipts(milliseconds: number): { fault: Fault; withheld: () => number } {
  const askedAt = new Map<unknown, number>()
  let withheld = 0
  return {
    withheld: () => withheld,
    fault: async ({ method, params }, honest) => {
      const answer = await honest()
      if (method !== 'eth_getTransactionReceipt' || !('result' in answer) || !answer.result) {
        return answer
      }
      const since = askedAt.get(params[0]) ?? Date.now()
      askedAt.set(params[0], since)
      if (Date.now() - since >= milliseconds) return answer
      withheld++
      return { result: null }
    },
  }
}
