/** By which a subgraph tells the gateway up to which instant a replica's rows are complete. */
export const asOfHeader = 'x-hemisphere-as-of'
