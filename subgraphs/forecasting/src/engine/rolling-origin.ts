import { at } from './at.ts';
import type { FitMethod, MethodFit } from './method-fit.ts';
import { spreadOf } from './spread.ts';

const MOST_ORIGINS = 3;
const LONGEST_WINDOW = 13;
const LEAST_TRAINING_WEEKS = 6;

/** How a method did over the origins. */
export interface Trial {
  /** Mean over the origins of MASE, or of RMSSE for an intermittent series. */
  readonly score: number;
  /** Scaled loss of every week judged, in the same order for each method. */
  readonly losses: Float64Array;
  /** One entry an origin: mean of (error / predicted deviation)² over the window. */
  readonly squaredRatios: readonly number[];
}

export interface TrialOptions {
  readonly seasonWeeks: number;
  readonly horizon: number;
  /** Judges by squared errors: on intermittent demand a forecast of nothing has the least absolute error. */
  readonly intermittent: boolean;
}

/**
 * Rolling-origin evaluation (fpp3 §5.10): up to 3 origins, a window apart and the last one window before the end, each method
 * fitted to what lies before. The window is the horizon, at most 13 weeks and a third of what training leaves. Errors are
 * scaled by the training part's mean absolute (squared) change from week to week: MASE (RMSSE).
 */
export function tryMethods(
  history: Float64Array,
  methods: readonly FitMethod[],
  { seasonWeeks, horizon, intermittent }: TrialOptions,
): readonly Trial[] {
  const origins = listOrigins(history.length, seasonWeeks, horizon);
  return methods.map((fit) => {
    const outcomes = origins.map(({ start, window }) => {
      const training = history.subarray(0, start);
      const actual = history.subarray(start, start + window);
      return judge(fit(training, seasonWeeks, window), actual, scaleOf(training, intermittent), intermittent);
    });
    return {
      score: outcomes.reduce((sum, { score }) => sum + score / outcomes.length, 0),
      losses: Float64Array.from(outcomes.flatMap(({ losses }) => [...losses])),
      squaredRatios: outcomes.map(({ squaredRatio }) => squaredRatio),
    };
  });
}

interface Origin {
  readonly start: number;
  readonly window: number;
}

function listOrigins(weeks: number, seasonWeeks: number, horizon: number): readonly Origin[] {
  const affordable = Math.floor((weeks - LEAST_TRAINING_WEEKS) / MOST_ORIGINS);
  const window = Math.max(1, Math.min(horizon, LONGEST_WINDOW, affordable));
  const origins = Array.from({ length: MOST_ORIGINS }, (_, back) => ({ start: weeks - (back + 1) * window, window }));
  const trainable = origins.filter(({ start }) => start >= LEAST_TRAINING_WEEKS);
  // Before a full season the seasonal naive method is another one: where it can be judged as itself, it is.
  const seasoned = trainable.filter(({ start }) => start >= seasonWeeks);
  return seasoned.length > 0 ? seasoned : trainable;
}

function judge(fit: MethodFit, actual: Float64Array, scale: number, squared: boolean): { score: number; squaredRatio: number; losses: Float64Array } {
  const losses = new Float64Array(actual.length);
  const { weekly } = spreadOf(fit);
  let sum = 0;
  let ratios = 0;
  for (const [step, units] of actual.entries()) {
    const error = units - at(fit.mean, step);
    losses[step] = (squared ? error * error : Math.abs(error)) / scale;
    sum += squared ? error * error : Math.abs(error);
    if (error !== 0) ratios += Math.min(MOST_RATIO, (error * error) / Math.max(Number.MIN_VALUE, at(weekly, step)));
  }
  const mean = sum / actual.length;
  return { score: squared ? Math.sqrt(mean / scale) : mean / scale, squaredRatio: ratios / actual.length, losses };
}

// One surprise, say the first sale after a year of none, must not blow the spread up without bound.
const MOST_RATIO = 25;

function scaleOf(training: Float64Array, squared: boolean): number {
  let sum = 0;
  for (let week = 1; week < training.length; week++) {
    const change = at(training, week) - at(training, week - 1);
    sum += squared ? change * change : Math.abs(change);
  }
  // A constant history has no scale of its own; the errors then stand as they are.
  return sum > 0 ? sum / (training.length - 1) : 1;
}
