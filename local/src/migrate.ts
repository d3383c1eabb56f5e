import { join } from 'node:path'
import { Command } from 'commander'
import { migrateWorld } from './world/migrate-world.ts'

/** `npm run migrate`: applies all pending migrations to the databases of this machine's world, whether it is up or not. */
const command = new Command('migrate')
  .description("Applies all pending migrations to every region's database and to the zone directories.")
  .option('--state <folder>', 'where the world is kept', join(import.meta.dirname, '..', '..', '.hemisphere'))
  .action(async ({ state }: { readonly state: string }) => {
    const applied = await migrateWorld(state)
    for (const { database, schema, name } of applied) process.stdout.write(`${database}: ${schema} ${name}\n`)
    if (applied.length === 0) process.stdout.write('nothing is pending\n')
  })

await command.parseAsync()
