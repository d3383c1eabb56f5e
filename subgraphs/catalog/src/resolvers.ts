import { scalars } from '@hemisphere/kit/scalars.ts'
import { categoryQueries, categoryResolvers } from './categories/category-resolvers.ts'
import { connectionResolvers } from '@hemisphere/kit/counted-page.ts'
import type { QueryResolvers } from './generated/resolver-types.ts'
import { productQueries, productResolvers } from './products/product-resolvers.ts'
import { seasonQueries, seasonResolvers } from './seasons/season-resolvers.ts'
import { colorwayQueries, colorwayResolvers } from './styles/colorway-resolvers.ts'
import { styleQueries, styleResolvers } from './styles/style-resolvers.ts'

const queries: Required<QueryResolvers> = {
  ...productQueries,
  ...colorwayQueries,
  ...styleQueries,
  ...categoryQueries,
  ...seasonQueries,
}

/** Resolvers of the whole subgraph. */
export const resolvers = {
  Query: queries,
  Product: productResolvers,
  Colorway: colorwayResolvers,
  Style: styleResolvers,
  Category: categoryResolvers,
  Season: seasonResolvers,
  ProductConnection: connectionResolvers,
  CategoryConnection: connectionResolvers,
  SeasonConnection: connectionResolvers,
  Date: scalars.Date,
  DateTime: scalars.DateTime,
  URL: scalars.URL,
  Decimal: scalars.Decimal,
  CurrencyCode: scalars.CurrencyCode,
}
