import { Command } from 'commander'
import { type KeyOptions, openSigner, withKey } from '../client/openClient.ts'
import { type Print, table, toJson } from '../client/print.ts'

/** `assay model deprecate`. */
export function deprecateCommand(print: Print): Command {
  return withKey(
    new Command('deprecate')
      .description('Advise against a version that you published')
      .argument('<model>', 'a name, a name and version (digits@2), or an id')
      .option('--undo', 'take the advice back')
      .option('--json', 'print the model as JSON'),
  )
    .addHelpText(
      'after',
      '\nWorkers may serve it all the same, and what was bought of it stays. A quote of it has a warning.',
    )
    .action(async (named: string, options: KeyOptions & { undo?: true; json?: true }) => {
      const { client } = await openSigner(options)
      const { modelId } = await client.models.find({ model: named })
      const hash = await client.models.setDeprecated({ modelId, deprecated: !options.undo })
      await client.waitForTransactionReceipt({ hash })
      const model = await client.models.get({ modelId })
      if (options.json) return print(`${toJson({ ...model, transactionHash: hash }, 2)}\n`)
      print(
        table([
          ['model', `${model.name}@${model.version}`],
          ['advised against', model.deprecated ? 'yes' : 'no'],
          ['transaction', hash],
        ]),
      )
    })
}
