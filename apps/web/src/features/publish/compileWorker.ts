/** Compiles a model off the main thread, so that the page answers meanwhile, and a compilation can be ended. */
import { CompileError } from '@assay/program/compile'
import type { CompileMessage, CompileQuestion } from './compilation.ts'
import { compileHere } from './compileHere.ts'

const tell = (message: CompileMessage) => self.postMessage(message)

self.onmessage = async ({ data }: MessageEvent<CompileQuestion>) => {
  try {
    tell({
      compiled: await compileHere(data, (stage, done, total) =>
        tell({ progress: { stage, done, total } }),
      ),
    })
  } catch (error) {
    if (error instanceof CompileError) return tell({ problems: error.problems })
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    const megabytes = Math.ceil(data.onnx.length / 1_000_000)
    const isMemory = /memory|allocation|bad_alloc|invalid array (buffer )?length/i.test(line)
    tell({
      problems: [
        {
          reason: isMemory
            ? `This browser has too little memory for the compilation of a model of ${megabytes} MB. Use \`assay model compile\` on a computer with more.`
            : line.slice(0, 500),
        },
      ],
    })
  }
}
