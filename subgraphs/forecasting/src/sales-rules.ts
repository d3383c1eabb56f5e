/** Weeks ahead that a run forecasts. */
export const horizonWeeks = 13

/** A series without a sale in the last 52 weeks of the tenant's data is asleep: it gets no forecast until it sells again. */
export const awakeWeeks = 52

/** Weeks of sales that are trained on at most: four years; older seasons say little of the next one. */
export const trainingWeeks = 208
