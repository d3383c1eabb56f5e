/** Where the watch of a release says what it found, in the pipeline's own account: a pipeline looks at no alarm of another. */
export const releaseMetricNamespace = 'Hemisphere/Delivery'
export const releaseMetricName = 'ReleaseFault'
