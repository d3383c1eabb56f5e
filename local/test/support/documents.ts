/** The smallest operation that needs catalog, store and forecasting. */
export const walkingSkeleton = `
  query WalkingSkeleton {
    products(first: 20) {
      nodes {
        id title sku
        style { id name }
        category { id name }
        inventoryLevels(first: 5) { nodes { id onHandUnits store { id name city } } }
        forecast(weeks: 13) {
          __typename
          ... on Forecast { id method series { weekStarts p10 p50 p90 } }
          ... on NoForecast { reason hint }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`

/** Who is there, and the stores: account answers from the token alone. */
export const walkingSkeletonHead = `
  query WalkingSkeletonHead {
    viewer { id scopes tenant { id zone homeRegion } }
    stores(first: 50) { nodes { id name city } }
  }`

/** One page of ids. */
export const productPage = `
  query ProductPage($first: Int!, $after: String) {
    products(first: $first, after: $after) {
      nodes { id }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }`

export const salesOfOneYear = `
  query SalesOfOneYear {
    weeklySales(filter: { from: "2026-01-05", to: "2026-12-28" }, first: 10) {
      nodes { weekStart soldUnits netSales { amount currencyCode } }
    }
  }`
