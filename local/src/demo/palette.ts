export type Color = {
  readonly code: string
  readonly name: string
  /** Weight in the choice of colourways of a season, or of basics. */
  readonly spring: number
  readonly autumn: number
  readonly basic: number
  /** Demand beside an average colour. */
  readonly appeal: number
  /** Growth of demand a year, as a change of its logarithm: some colours rise, some fall. */
  readonly drift: number
}

export const palette: readonly Color[] = [
  { code: 'BLK', name: 'Black', spring: 2, autumn: 4, basic: 10, appeal: 1.5, drift: 0 },
  { code: 'WHT', name: 'White', spring: 4, autumn: 1, basic: 8, appeal: 1.3, drift: 0 },
  { code: 'NVY', name: 'Navy', spring: 2, autumn: 3, basic: 7, appeal: 1.15, drift: -0.05 },
  { code: 'GRY', name: 'Grey Melange', spring: 1, autumn: 3, basic: 6, appeal: 1, drift: -0.1 },
  { code: 'ECR', name: 'Ecru', spring: 3, autumn: 3, basic: 2, appeal: 1.1, drift: 0.2 },
  { code: 'CML', name: 'Camel', spring: 0.5, autumn: 3, basic: 0.5, appeal: 1.05, drift: 0.05 },
  { code: 'CHO', name: 'Chocolate', spring: 0.5, autumn: 3, basic: 0.3, appeal: 1, drift: 0.35 },
  { code: 'OLV', name: 'Olive', spring: 1.5, autumn: 2, basic: 0.5, appeal: 0.9, drift: 0.15 },
  { code: 'SAG', name: 'Sage', spring: 2.5, autumn: 0.5, basic: 0.3, appeal: 0.85, drift: -0.3 },
  { code: 'BUR', name: 'Burgundy', spring: 0.2, autumn: 3, basic: 0.3, appeal: 0.95, drift: 0.4 },
  { code: 'RUS', name: 'Rust', spring: 0.3, autumn: 2, basic: 0, appeal: 0.8, drift: -0.25 },
  { code: 'SKY', name: 'Sky Blue', spring: 3, autumn: 0.8, basic: 1, appeal: 0.95, drift: 0.1 },
  { code: 'BUT', name: 'Butter Yellow', spring: 2, autumn: 0.2, basic: 0, appeal: 0.8, drift: 0.45 },
  { code: 'COR', name: 'Coral', spring: 2, autumn: 0.1, basic: 0, appeal: 0.75, drift: -0.35 },
  { code: 'LIL', name: 'Lilac', spring: 2, autumn: 0.4, basic: 0, appeal: 0.75, drift: -0.3 },
  { code: 'ROS', name: 'Dusty Rose', spring: 2, autumn: 1, basic: 0.3, appeal: 0.85, drift: -0.1 },
]

export const denimWashes: readonly Color[] = [
  { code: 'IND', name: 'Indigo', spring: 2, autumn: 3, basic: 6, appeal: 1.25, drift: 0 },
  { code: 'MID', name: 'Mid Blue', spring: 3, autumn: 3, basic: 5, appeal: 1.1, drift: 0.05 },
  { code: 'LGT', name: 'Light Wash', spring: 4, autumn: 1, basic: 3, appeal: 0.95, drift: 0.15 },
  { code: 'BKD', name: 'Washed Black', spring: 1, autumn: 3, basic: 5, appeal: 1.1, drift: -0.1 },
  { code: 'ECD', name: 'Ecru Denim', spring: 2, autumn: 1, basic: 1, appeal: 0.7, drift: 0.2 },
]
