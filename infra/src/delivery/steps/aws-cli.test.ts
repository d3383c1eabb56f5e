import { expect, test } from 'vitest'
import { createAwsAccess } from './aws-cli.ts'

/** A program in AWS's place: says what it was given, or hands out credentials for a role. */
const stand = `
const args = process.argv.slice(1)
if (args[1] === 'assume-role') console.log(JSON.stringify({ Credentials: { AccessKeyId: 'of ' + args[3], SecretAccessKey: 'secret', SessionToken: 'session' } }))
else if (args[0] === 'fail') process.exit(3)
else if (args[0] === 'silent') process.exit(0)
else {
  let input = ''
  process.stdin.on('data', (chunk) => (input += chunk)).on('end', () => console.log(JSON.stringify({ args, input, key: process.env.AWS_ACCESS_KEY_ID })))
}`
const access = createAwsAccess({ AWS_ACCESS_KEY_ID: 'own' }, [process.execPath, '-e', stand, '--'])

test('what the program prints is parsed; it is asked for JSON', async () => {
  expect(await access.call(['one', 'two'])).toEqual({ args: ['one', 'two', '--output', 'json'], input: '', key: 'own' })
})

test('what is secret goes in by the standard input', async () => {
  expect(await access.call(['put'], 'secret value')).toMatchObject({ args: ['put', '--output', 'json'], input: 'secret value' })
})

test('calls on a role have its credentials', async () => {
  const aws = await access.as('arn:aws:iam::222222222222:role/offered')
  expect(await aws(['who'])).toMatchObject({ key: 'of arn:aws:iam::222222222222:role/offered' })
})

test('a status other than 0 is thrown, without arguments that may name something', async () => {
  await expect(access.call(['fail', 'x', '--secret-id', 'hemisphere/one'])).rejects.toThrow(/ended with 3, wanted 0/)
})

test('no output is no answer', async () => {
  expect(await access.call(['silent'])).toBeUndefined()
})

test('a program that does not exist is thrown', async () => {
  await expect(createAwsAccess({}, ['/nowhere/aws']).call(['one'])).rejects.toThrow('ENOENT')
})
