import { expect, test } from 'vitest'
import { readMigrationConfig } from './config.ts'

const given = { HEMISPHERE_REGION: 'eu-west-1', DATABASE: 'home-eu-west-1', MIGRATION_PHASE: 'expand' }
const DATABASE_HOSTS = 'home-eu-west-1=home.eu-west-1.rds.amazonaws.com:5432 directory-eu=directory.eu-west-1.rds.amazonaws.com:5433'

test('one task finds the address of the database that it is told to migrate', () => {
  expect(readMigrationConfig({ ...given, DATABASE_HOSTS })).toMatchObject({
    DATABASE_HOST: 'home.eu-west-1.rds.amazonaws.com',
    DATABASE_PORT: 5_432,
  })
  expect(readMigrationConfig({ ...given, DATABASE: 'directory-eu', DATABASE_HOSTS })).toMatchObject({ DATABASE_PORT: 5_433 })
})

test('an address of its own comes first, and none at all is a fault', () => {
  expect(readMigrationConfig({ ...given, DATABASE_HOSTS, DATABASE_HOST: 'localhost', DATABASE_PORT: '1' })).toMatchObject({
    DATABASE_HOST: 'localhost',
    DATABASE_PORT: 1,
  })
  expect(() => readMigrationConfig({ ...given, DATABASE: 'home-eu-west-2', DATABASE_HOSTS })).toThrow('DATABASE_HOST')
})
