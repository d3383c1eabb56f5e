import type { Category, Cut } from './categories.ts'
import type { Random } from './prng.ts'
import type { AttributeValue } from '@hemisphere/catalog/database-schema.ts'

type Look = {
  readonly nouns: readonly string[]
  readonly spring: readonly string[]
  readonly autumn: readonly string[]
  /** Further attributes, each with its values. */
  readonly traits: Readonly<Record<string, readonly string[]>>
}

const patterns = ['Plain', 'Plain', 'Plain', 'Striped', 'Floral', 'Checked', 'Dotted']
const fits = ['Regular', 'Relaxed', 'Slim', 'Oversized']
const rises = ['High', 'Mid', 'Low']

const looks: Readonly<Record<Cut, Look>> = {
  dress: {
    nouns: ['Dress', 'Wrap Dress', 'Shirt Dress', 'Slip Dress'],
    spring: ['Linen', 'Viscose', 'Cotton', 'Tencel'],
    autumn: ['Jersey', 'Satin', 'Crepe', 'Corduroy'],
    traits: {
      neckline: ['V-neck', 'Crew', 'Square', 'Halter', 'Collar'],
      length: ['Mini', 'Midi', 'Maxi'],
      fit: ['Regular', 'Relaxed', 'Fitted'],
      pattern: patterns,
    },
  },
  top: {
    nouns: ['Tee', 'T-Shirt', 'Tank', 'Top'],
    spring: ['Cotton', 'Organic Cotton', 'Linen Blend', 'Slub'],
    autumn: ['Cotton', 'Heavy Cotton', 'Modal', 'Rib'],
    traits: { neckline: ['Crew', 'V-neck', 'Boat'], sleeve: ['Short', 'Long', 'Sleeveless'], fit: fits, pattern: patterns },
  },
  shirt: {
    nouns: ['Shirt', 'Blouse', 'Overshirt'],
    spring: ['Linen', 'Poplin', 'Cotton', 'Chambray'],
    autumn: ['Flannel', 'Oxford', 'Satin', 'Twill'],
    traits: { collar: ['Classic', 'Band', 'Camp', 'Button-down'], sleeve: ['Long', 'Short'], fit: fits, pattern: patterns },
  },
  knit: {
    nouns: ['Jumper', 'Cardigan', 'Pullover', 'Vest'],
    spring: ['Cotton Knit', 'Linen Knit', 'Fine Knit'],
    autumn: ['Merino', 'Lambswool', 'Alpaca', 'Cashmere Blend'],
    traits: { neckline: ['Crew', 'V-neck', 'Roll neck', 'Mock neck'], gauge: ['Fine', 'Mid', 'Chunky'], fit: fits },
  },
  trouser: {
    nouns: ['Trousers', 'Chinos'],
    spring: ['Linen', 'Cotton', 'Tencel'],
    autumn: ['Wool Blend', 'Twill', 'Corduroy', 'Crepe'],
    traits: { rise: rises, leg: ['Straight', 'Wide', 'Tapered', 'Cropped'], fit: fits },
  },
  denim: {
    nouns: ['Jeans'],
    spring: ['Light Denim', 'Organic Denim'],
    autumn: ['Rigid Denim', 'Stretch Denim', 'Recycled Denim'],
    traits: { rise: rises, leg: ['Straight', 'Wide', 'Tapered', 'Flared'], stretch: ['None', 'Comfort', 'High'] },
  },
  skirt: {
    nouns: ['Skirt', 'Pleated Skirt', 'Wrap Skirt'],
    spring: ['Linen', 'Cotton', 'Viscose'],
    autumn: ['Wool Blend', 'Satin', 'Corduroy', 'Denim'],
    traits: { length: ['Mini', 'Midi', 'Maxi'], fit: ['Regular', 'A-line', 'Pencil'], pattern: patterns },
  },
  coat: {
    nouns: ['Coat', 'Jacket', 'Parka', 'Trench'],
    spring: ['Cotton', 'Denim', 'Nylon'],
    autumn: ['Wool', 'Down', 'Boucle', 'Padded'],
    traits: {
      length: ['Short', 'Hip', 'Long'],
      closure: ['Buttons', 'Zip', 'Belt'],
      hood: ['Yes', 'No', 'No'],
      fit: ['Regular', 'Relaxed', 'Oversized'],
    },
  },
  swim: {
    nouns: ['Swimsuit', 'Bikini Top', 'Bikini Bottoms', 'Swim Shorts'],
    spring: ['Recycled Nylon', 'Crinkle', 'Ribbed'],
    autumn: ['Recycled Nylon'],
    traits: { pattern: ['Plain', 'Plain', 'Striped', 'Floral', 'Tropical'], coverage: ['Low', 'Medium', 'High'] },
  },
  scarf: {
    nouns: ['Scarf', 'Wrap', 'Square'],
    spring: ['Silk', 'Cotton', 'Modal'],
    autumn: ['Wool', 'Cashmere', 'Mohair'],
    traits: { pattern: ['Plain', 'Checked', 'Striped'], size: ['Small', 'Large'] },
  },
  hat: {
    nouns: ['Hat', 'Cap'],
    spring: ['Straw', 'Canvas', 'Raffia'],
    autumn: ['Wool', 'Rib', 'Felt'],
    traits: { brim: ['None', 'Small', 'Wide'], pattern: ['Plain', 'Plain', 'Striped'] },
  },
  bag: {
    nouns: ['Tote', 'Crossbody Bag', 'Shoulder Bag', 'Backpack'],
    spring: ['Canvas', 'Raffia', 'Leather'],
    autumn: ['Leather', 'Suede', 'Nylon'],
    traits: { size: ['Small', 'Medium', 'Large'], closure: ['Zip', 'Magnet', 'Open'] },
  },
  belt: {
    nouns: ['Belt'],
    spring: ['Leather', 'Woven'],
    autumn: ['Leather', 'Suede'],
    traits: { width: ['Narrow', 'Wide'], buckle: ['Square', 'Round'] },
  },
  sock: {
    nouns: ['Socks', 'Ankle Socks'],
    spring: ['Cotton'],
    autumn: ['Cotton', 'Wool'],
    traits: { pack: ['1', '3', '5'] },
  },
  shoe: {
    nouns: ['Sneaker', 'Runner'],
    spring: ['Leather', 'Canvas', 'Suede'],
    autumn: ['Leather', 'Suede', 'Waxed'],
    traits: { heel: ['Flat', 'Low', 'Mid'], toe: ['Round', 'Square', 'Almond'] },
  },
}

const ownNouns: Readonly<Record<string, readonly string[]>> = {
  WBL: ['Blouse', 'Tie Blouse', 'Shirt'],
  MSH: ['Shirt', 'Overshirt'],
  WSW: ['Swimsuit', 'Bikini Top', 'Bikini Bottoms'],
  MSW: ['Swim Shorts'],
  WCO: ['Coat', 'Wrap Coat', 'Car Coat'],
  WJA: ['Jacket', 'Trench', 'Bomber'],
  MJA: ['Parka', 'Coat', 'Field Jacket'],
  KOU: ['Kids Parka', 'Kids Jacket'],
  KTE: ['Kids Tee', 'Kids Top'],
  KJE: ['Kids Jeans'],
  SBO: ['Boot', 'Chelsea Boot', 'Ankle Boot'],
  SSA: ['Sandal', 'Slide', 'Espadrille'],
  MTE: ['Tee', 'T-Shirt', 'Polo'],
}

/** A trade name that is not yet in `taken` (and then is), and the attributes that it comes from. */
export function describeStyle(
  random: Random,
  options: { category: Category; warm: boolean; givenNames: readonly string[]; taken: Set<string> },
): { name: string; attributes: AttributeValue[] } {
  const { category, taken } = options
  const look = looks[category.cut]
  const fabric = random.pick(options.warm ? look.spring : look.autumn)
  const attributes: AttributeValue[] = [{ key: 'fabric', value: fabric }]
  for (const [key, values] of Object.entries(look.traits)) attributes.push({ key, value: random.pick(values) })
  const shape = attributes.find(({ key }) => (key === 'length' && category.cut !== 'coat') || key === 'leg')?.value
  const noun = random.pick(ownNouns[category.code] ?? look.nouns)
  for (;;) {
    const name = [random.pick(options.givenNames), fabric, shape, noun].filter(Boolean).join(' ')
    if (!taken.has(name) || taken.size > 5000) {
      taken.add(name)
      return { name, attributes }
    }
  }
}
