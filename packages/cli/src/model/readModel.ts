import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { DEFAULT_LIMITS, inlineExternalData } from '@assay/program/compile'
import { EXIT_CODES, ServiceError } from '@assay/service'

/** Reads a model with what it keeps in other files of its folder; none outside of it is opened, whatever the model says. */
export function readModel(path: string): Uint8Array {
  if (!statSync(path, { throwIfNoEntry: false }))
    throw new ServiceError(`${path} does not exist.`, { exitCode: EXIT_CODES.notFound })
  const folder = realpathSync(dirname(path))
  return inlineExternalData(readFileSync(path), (location) => readBeside(folder, location))
}

function readBeside(folder: string, location: string): Uint8Array | string {
  const file = resolve(folder, location)
  if (isAbsolute(location) || !isInside(folder, file))
    return `its data lies in '${location}', outside of the model's folder`
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found?.isFile()) return `its data lies in '${location}', which is not in the model's folder`
  // A link may lead out of the folder all the same.
  if (!isInside(folder, realpathSync(file)))
    return `its data lies in '${location}', a link that leads out of the model's folder`
  if (found.size > DEFAULT_LIMITS.fileBytes)
    return `its data lies in '${location}', which has ${found.size} bytes; at most ${DEFAULT_LIMITS.fileBytes} are read`
  return readFileSync(file)
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
