import { sum } from './arrays.ts'
import { exp } from './exact-math.ts'

export type SizeSystem = 'EU' | 'US'
export type SizeScale = 'alpha' | 'women' | 'womenDenim' | 'menWaist' | 'kids' | 'womenShoes' | 'menShoes' | 'belt' | 'sock' | 'one'

type Scale = { readonly EU: readonly string[]; readonly US: readonly string[]; readonly centre: number; readonly spread: number }

const scales: Readonly<Record<SizeScale, Scale>> = {
  alpha: { EU: ['XS', 'S', 'M', 'L', 'XL'], US: ['XS', 'S', 'M', 'L', 'XL'], centre: 1.9, spread: 1.15 },
  women: { EU: ['34', '36', '38', '40', '42', '44'], US: ['0', '2', '4', '6', '8', '10'], centre: 2.2, spread: 1.4 },
  womenDenim: {
    EU: ['W25', 'W26', 'W27', 'W28', 'W29', 'W30', 'W31'],
    US: ['24', '25', '26', '27', '28', '29', '30'],
    centre: 2.7,
    spread: 1.7,
  },
  menWaist: {
    EU: ['W29', 'W30', 'W31', 'W32', 'W33', 'W34', 'W36'],
    US: ['29', '30', '31', '32', '33', '34', '36'],
    centre: 3.1,
    spread: 1.6,
  },
  kids: { EU: ['98', '104', '110', '116', '122', '128', '134'], US: ['3T', '4T', '4', '5', '6', '7', '8'], centre: 2.8, spread: 2.3 },
  womenShoes: { EU: ['36', '37', '38', '39', '40', '41'], US: ['6', '7', '8', '9', '10', '11'], centre: 2.3, spread: 1.2 },
  menShoes: { EU: ['40', '41', '42', '43', '44', '45'], US: ['8', '9', '10', '11', '12', '13'], centre: 2.6, spread: 1.3 },
  belt: { EU: ['85', '95', '105'], US: ['S', 'M', 'L'], centre: 0.9, spread: 0.8 },
  sock: { EU: ['36–39', '40–43', '44–47'], US: ['S', 'M', 'L'], centre: 1, spread: 0.9 },
  one: { EU: ['One size'], US: ['One size'], centre: 0, spread: 1 },
}

/** The printed sizes of a scale, smallest first. */
export function sizesOf(scale: SizeScale, system: SizeSystem): readonly string[] {
  return scales[scale][system]
}

/**
 * Share of demand by size, summing to 1: a bell over the scale, moved by `shift` sizes.
 * Stores of another cluster move it, so that a chain-wide curve is wrong somewhere.
 */
export function sizeCurve(scale: SizeScale, shift: number): number[] {
  const { EU, centre, spread } = scales[scale]
  const weights = EU.map((_, rank) => {
    const distance = (rank - centre - shift) / spread
    return exp((-distance * distance) / 2)
  })
  const total = sum(weights)
  return weights.map((weight) => weight / total)
}
