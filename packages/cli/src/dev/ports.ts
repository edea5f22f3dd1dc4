import { type AddressInfo, createServer, type Server } from 'node:net'
import { EXIT_CODES, ServiceError } from '@assay/service'

/** Where the parts of a local stack listen; 0 asks the system for a free port. */
export interface StackPorts {
  readonly chain: number
  readonly worker: number
  readonly watcher: number
  readonly indexer: number
  readonly web: number
  /** Where a lying worker answers; undefined where there is none. */
  readonly liar?: number
}

/** The ports of `npm start`. */
export const DEFAULT_PORTS: StackPorts = {
  chain: 8545,
  worker: 8600,
  watcher: 8700,
  indexer: 8800,
  web: 3000,
}

/** The port of a lying worker, where one is asked for. */
export const DEFAULT_LIAR_PORT = 8650

/** Thrown where another process listens on a port that the stack was told to use. */
export class PortTakenError extends ServiceError {
  override name = 'PortTakenError'
  readonly port: number

  constructor(part: keyof StackPorts, port: number) {
    super(`Port ${port}, meant for the ${part}, is taken by another process.`, {
      remedy: `End that process, or choose another port with --${part}-port.`,
      exitCode: EXIT_CODES.network,
    })
    this.port = port
  }
}

/** Listens on a port, or on a free one for 0; undefined where another process does. */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined)
      else reject(error)
    })
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

/** Makes sure that every port is free, and picks those that were asked for as 0. */
export async function reservePorts(ports: StackPorts): Promise<StackPorts> {
  const servers: Server[] = []
  const hold = async (part: keyof StackPorts, wanted: number): Promise<number> => {
    const server = await listen(wanted)
    if (server === undefined) throw new PortTakenError(part, wanted)
    servers.push(server)
    return (server.address() as AddressInfo).port
  }
  try {
    // All are held until all are known, so that no two of them are the same.
    return {
      chain: await hold('chain', ports.chain),
      worker: await hold('worker', ports.worker),
      watcher: await hold('watcher', ports.watcher),
      indexer: await hold('indexer', ports.indexer),
      web: await hold('web', ports.web),
      ...(ports.liar === undefined ? {} : { liar: await hold('liar', ports.liar) }),
    }
  } finally {
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  }
}
