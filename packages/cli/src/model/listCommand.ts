import { PROFILE_EXACT } from '@assay/program'
import { Command } from 'commander'
import { type ChainOptions, openReader, withChain } from '../client/openClient.ts'
import { type Print, table, toJson } from '../client/print.ts'

/** `assay model list`. */
export function listCommand(print: Print): Command {
  return withChain(
    new Command('list')
      .description('List what is published, newest first')
      .option('--json', 'print it as JSON'),
  ).action(async (options: ChainOptions & { json?: true }) => {
    const models = await openReader(options).client.models.list()
    if (options.json) return print(`${toJson(models, 2)}\n`)
    if (models.length === 0) return print('Nobody published a model yet.\n')
    print(
      table([
        ['MODEL', 'ANSWERS', 'ROYALTY', 'PUBLISHED', 'PUBLISHER'],
        ...models.map(
          ({ name, version, profile, royaltyBps, publishedAt, publisher, deprecated }) => [
            `${name}@${version}${deprecated ? ' (advised against)' : ''}`,
            profile === PROFILE_EXACT ? 'exact' : 'float',
            `${royaltyBps / 100} %`,
            new Date(1000 * publishedAt).toISOString().slice(0, 10),
            publisher,
          ],
        ),
      ]),
    )
  })
}
