import { Listr, PRESET_TIMER, type ListrTask } from 'listr2'

/** A part of the start that can be waited for; `tell` shows how far it is. */
export interface Step {
  readonly title: string
  run(tell: (detail: string) => void): Promise<void>
}

/** Steps that run side by side, after those of the stage before. */
export interface Stage {
  readonly title: string
  readonly steps: readonly Step[]
}

/** Runs stages one after another and shows them; throws what a step threw, perhaps while others of its stage still run. */
export type ShowProgress = (stages: readonly Stage[]) => Promise<void>

/** A list that redraws itself, for a terminal. */
export const showList: ShowProgress = async (stages) => {
  const tasks = stages.map((stage): ListrTask => ({
    title: stage.title,
    task: (_context, parent) => parent.newListr(stage.steps.map(toListrTask), { concurrent: true, exitOnError: true }),
  }))
  await new Listr(tasks, { concurrent: false, registerSignalListeners: false, rendererOptions: { timer: PRESET_TIMER } }).run()
}

function toListrTask(step: Step): ListrTask {
  return {
    title: step.title,
    async task(_context, task) {
      await step.run((detail) => {
        task.title = `${step.title}: ${detail}`
      })
      task.title = step.title
    },
  }
}

/** One line for each step that is done, for a log or a pipe. */
export function createPlainProgress(print: (line: string) => void, now: () => number): ShowProgress {
  return async (stages) => {
    for (const stage of stages) {
      await Promise.all(
        stage.steps.map(async (step) => {
          const startedAt = now()
          await step.run(() => undefined)
          print(`${stage.title}: ${step.title} (${((now() - startedAt) / 1000).toFixed(1)} s)`)
        }),
      )
    }
  }
}

/** Shows nothing. */
export const showNothing: ShowProgress = createPlainProgress(
  () => undefined,
  () => 0,
)
