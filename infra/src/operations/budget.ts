import * as budgets from 'aws-cdk-lib/aws-budgets'
import type { Stack } from 'aws-cdk-lib'

export interface BudgetOptions {
  readonly name: string
  readonly monthlyUsd: number
  readonly email: string
}

/** What an account may cost a month. The operator is told at 80 % of it, at all of it, and when the forecast of the month is above. */
export function createBudget(stack: Stack, { name, monthlyUsd, email }: BudgetOptions): budgets.CfnBudget {
  const tell = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number): budgets.CfnBudget.NotificationWithSubscribersProperty => ({
    notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
    subscribers: [{ subscriptionType: 'EMAIL', address: email }],
  })
  return new budgets.CfnBudget(stack, 'Budget', {
    budget: {
      budgetName: `hemisphere-${name}`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: Math.ceil(monthlyUsd), unit: 'USD' },
    },
    notificationsWithSubscribers: [tell('ACTUAL', 80), tell('ACTUAL', 100), tell('FORECASTED', 100)],
  })
}
