import type { Kysely } from 'kysely'
import { createCategoryLoaders } from './categories/category-loaders.ts'
import type { CatalogSchema } from './database-schema.ts'
import { createProductLoaders } from './products/product-loaders.ts'
import { createSeasonLoader } from './seasons/season-queries.ts'
import { createColorwayLoaders } from './styles/colorway-loaders.ts'
import { createStyleLoaders } from './styles/style-loaders.ts'

export type CatalogLoaders = ReturnType<typeof createLoaders>

/** Loaders of one request, by what they load. */
export function createLoaders(db: Kysely<CatalogSchema>) {
  return {
    product: createProductLoaders(db),
    style: createStyleLoaders(db),
    colorway: createColorwayLoaders(db),
    category: createCategoryLoaders(db),
    season: createSeasonLoader(db),
  }
}
