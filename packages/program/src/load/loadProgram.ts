import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { rememberPassed } from '../checkProgram.ts'
import { ProgramError, type ProgramErrorName, programErrorNames } from '../errors.ts'
import { openCommitment } from '../format/programRoot.ts'
import type { ExpectedProgram, LoadedProgram } from '../format/readProgram.ts'
import type { LoadReply, LoadRequest } from './loadThread.ts'

/** MiB of objects that reading a file may make; its bytes are not among them. The most expensive file found needs a tenth. */
const HEAP_MIB = 1024

/**
 * Reads a program's file as `readProgram` does, on a thread of its own: a service goes on answering while it hashes and
 * checks a file that a stranger made.
 *
 * @param path the file
 * @throws ProgramError as `readProgram`; Error with a `code` where the file can't be read
 */
export async function loadProgram(
  path: string,
  expected: ExpectedProgram = {},
): Promise<LoadedProgram> {
  const reply = await ask({ path, expected })
  if ('error' in reply) {
    if (isProgramErrorName(reply.error)) throw new ProgramError(reply.error, reply.message)
    throw Object.assign(new Error(reply.message), reply.code ? { code: reply.code } : {})
  }
  const { program, modelId } = reply
  rememberPassed(program)
  return { program, commitment: await openCommitment(reply.commitment), modelId }
}

function ask(workerData: LoadRequest): Promise<LoadReply> {
  // Here it is a .ts file, in the published package a .js file.
  const script = `./loadThread${extname(import.meta.url)}`
  const thread = new Worker(new URL(script, import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  })
  return new Promise((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', (code) =>
      reject(
        new Error(`The thread that reads ${workerData.path} ended with ${code}, and no word.`),
      ),
    )
  })
}

function isProgramErrorName(name: string): name is ProgramErrorName {
  return (programErrorNames as readonly string[]).includes(name)
}
