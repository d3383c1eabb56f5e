import { expect, test } from 'vitest'
import { createBoundedMemory } from './bounded-memory.ts'

test('the younger half is always there, never more than allowed', () => {
  const memory = createBoundedMemory<number>(10)
  for (let count = 1; count <= 100; count += 1) {
    memory.set(String(count), count)
    const held = Array.from({ length: count }, (_, index) => memory.get(String(index + 1))).filter((value) => value !== undefined)
    expect(held.length).toBeLessThanOrEqual(10)
    expect(held.slice(-Math.min(count, 5))).toEqual(Array.from({ length: Math.min(count, 5) }, (_, index) => count - index).toReversed())
  }
})

test('what was set anew is the last word', () => {
  const memory = createBoundedMemory<string>(2)
  memory.set('a', 'first')
  memory.set('b', 'other')
  memory.set('a', 'second')
  expect(memory.get('a')).toBe('second')
})

test('nothing is left when it is cleared', () => {
  const memory = createBoundedMemory<string>(2)
  memory.set('a', 'first')
  memory.set('b', 'second')
  memory.clear()
  expect([memory.get('a'), memory.get('b')]).toEqual([undefined, undefined])
})
