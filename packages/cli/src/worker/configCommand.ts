import type { Setting } from '@assay/service'
import { Command } from 'commander'
import { type Print, table } from '../client/print.ts'
import { sourcesOf, type WorkerOptions, withSettings } from './settings.ts'

/** `assay worker config dump`: every setting in force, and where it comes from. */
export function configCommand(print: Print): Command {
  const config = new Command('config').description('look at the settings')
  withSettings(config.command('dump'))
    .description('print every setting that the worker would run with, and where it comes from')
    .option('--json', 'print them as JSON')
    .action(async ({ json, ...options }: WorkerOptions & { json?: true }) => {
      const { explainWorkerConfig, loadWorkerConfig } = await import('@assay/worker')
      const sources = sourcesOf(options)
      // Files that settings name are looked at as well.
      loadWorkerConfig(sources)
      const settings = explainWorkerConfig(sources)
      print(json ? `${JSON.stringify(settings, undefined, 2)}\n` : table(settings.map(rowOf)))
    })
  return config
}

function rowOf({ key, value, origin, source }: Setting): string[] {
  return [key, JSON.stringify(value), source === undefined ? origin : `${origin} ${source}`]
}
