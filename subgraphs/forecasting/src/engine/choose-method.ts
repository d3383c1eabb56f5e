import { fitEts } from './ets.ts';
import type { FitMethod, MethodFit } from './method-fit.ts';
import { tryMethods } from './rolling-origin.ts';
import { fitSeasonalNaive } from './seasonal-naive.ts';
import { fitTheta } from './theta.ts';

export type MethodName = 'SEASONAL_NAIVE' | 'ETS' | 'THETA';

/** The simplest first: a tie goes to the earlier one. */
const METHODS: readonly { readonly name: MethodName; readonly fit: FitMethod }[] = [
  { name: 'SEASONAL_NAIVE', fit: fitSeasonalNaive },
  { name: 'THETA', fit: fitTheta },
  { name: 'ETS', fit: fitEts },
];
/** Shorter histories leave no three origins to choose by. */
const LEAST_WEEKS_TO_CHOOSE = 10;
const INTERMITTENT_INTERVAL = 1.32;

export interface ChosenMethod {
  readonly method: MethodName;
  readonly fit: MethodFit;
  readonly squaredRatios: readonly number[];
}

export function chooseMethod(history: Float64Array, seasonWeeks: number, horizon: number): ChosenMethod {
  let selling = 0;
  for (const units of history) if (units > 0) selling++;
  if (history.length < LEAST_WEEKS_TO_CHOOSE || selling === 0) {
    return { method: 'SEASONAL_NAIVE', fit: fitSeasonalNaive(history, seasonWeeks, horizon), squaredRatios: [] };
  }
  const intermittent = history.length / selling >= INTERMITTENT_INTERVAL;
  const trials = tryMethods(history, METHODS.map(({ fit }) => fit), { seasonWeeks, horizon, intermittent });
  const M = Number(process.env.MARGIN ?? 1);
  const mode = process.env.MODE ?? 'all';
  const n = history.length, N = n - seasonWeeks;
  let ev = -9;
  if (seasonWeeks > 1 && N >= 8) { const x = history.subarray(0, N), y = history.subarray(seasonWeeks); const mx = x.reduce((a,b)=>a+b,0)/N, my = y.reduce((a,b)=>a+b,0)/N; let xy=0,xx=0,yy=0; for (let i=0;i<N;i++){xy+=(x[i]!-mx)*(y[i]!-my);xx+=(x[i]!-mx)**2;yy+=(y[i]!-my)**2} ev = xx*yy>0 ? xy/Math.sqrt(xx*yy)*Math.sqrt(N) : -9; }
  const Z = ev > Number(process.env.EV ?? 1.645) ? M : 0;
  let best = 0;
  trials.forEach((t, i) => { if (t.score < trials[best]!.score) best = i; });
  const top = trials[best]!;
  for (let i = 0; i < best; i++) {
    if (mode === 'sn' && i > 0) continue;
    const d = trials[i]!.losses.map((l, k) => l - top.losses[k]!);
    const mean = d.reduce((a, b) => a + b, 0) / d.length;
    const se = Math.sqrt(d.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, d.length - 1) / d.length);
    if (mean <= Z * se) { best = i; break; }
  }
  const name = METHODS[best]!;
  return { method: name.name, fit: name.fit(history, seasonWeeks, horizon), squaredRatios: trials[best]!.squaredRatios };
}
