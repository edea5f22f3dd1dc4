import { createServer } from 'node:net'

/** Where the parts of a local stack listen; 0 asks the system for a free port. */
export interface StackPorts {
  readonly chain: number
  readonly worker: number
  readonly web: number
}

/** The ports of `npm start`. */
export const DEFAULT_PORTS: StackPorts = { chain: 8545, worker: 8600, web: 3000 }

/** Thrown where another process listens on a port that the stack was told to use. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
  readonly port: number

  constructor(part: keyof StackPorts, port: number) {
    super(
      `port ${port}, for the ${part}, is taken by another process; end that one, or choose another port with --${part}-port`,
    )
    this.port = port
  }
}

/** Listens for a moment: the port that was given, or a free one for 0; undefined where it is taken. */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined)
      else reject(error)
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      const found = typeof address === 'object' && address ? address.port : port
      server.close(() => resolve(found))
    })
  })
}

/** Makes sure that every port is free, and picks those that were asked for as 0. */
export async function reservePorts(ports: StackPorts): Promise<StackPorts> {
  const free = async (part: keyof StackPorts) => {
    const port = await tryPort(ports[part])
    if (port === undefined) throw new PortTakenError(part, ports[part])
    return port
  }
  return { chain: await free('chain'), worker: await free('worker'), web: await free('web') }
}
