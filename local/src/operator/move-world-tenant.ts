import { moveZoneTenant, type MoveZoneTenant } from '@hemisphere/operate/tenant/move-zone-tenant.ts'
import type { TenantMoved } from '@hemisphere/operations/tenant-move/move-tenant.ts'
import { zones } from '@hemisphere/topology/regions.ts'
import type { Operator } from './operator.ts'

/** Moves a tenant of the world to another home of its zone; an operator of a machine holds all zones in hand. */
export function moveWorldTenant(operator: Operator, move: Omit<MoveZoneTenant, 'zones'>): Promise<TenantMoved> {
  return moveZoneTenant(operator, { ...move, zones: zones.map(({ name }) => name) })
}
