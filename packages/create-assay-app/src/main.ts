#!/usr/bin/env node
import { CreateError, createApp } from './createApp.ts'

const HELP = `create-assay-app <folder>

Makes a page that asks a model of Assay, in a new folder. It needs Node 20 or later; nothing is installed by it.`

const [folder, ...others] = process.argv.slice(2)
if (folder === undefined || folder.startsWith('-') || others.length > 0) {
  const isAsked = folder === '--help' || folder === '-h'
  process[isAsked ? 'stdout' : 'stderr'].write(`${HELP}\n`)
  process.exit(isAsked ? 0 : 2)
}
try {
  createApp(folder)
  console.log(`Made ${folder}. Next:

  cd ${folder}
  npm install
  npm run dev

README.md there says where the page finds a market.`)
} catch (error) {
  if (!(error instanceof CreateError)) throw error
  console.error(`create-assay-app: ${error.message}`)
  process.exit(2)
}
