/**
 * ffi-health: measures and guards any native Node addon.
 *
 * A config file, `ffi-health.config.ts`, exports a bridge made by {@link defineBridge}; the command `ffi-health`
 * judges it.
 *
 * @module
 */

export {
  type AnyBridge,
  type Bridge,
  type CallTools,
  type CheckName,
  type DeclaredError,
  defineBridge,
  type MakeOperation,
  type NativeMemory,
  type Operation,
  type OperationClass,
  type OperationFacts,
  type OperationParts,
  type Operations,
  type PreparedOperation,
  type RunOperation,
} from './config/bridge.js'
export type { Budget, Budgets } from './config/budgets.js'
export type { Command, OtherResults, Project, SanitizeOptions } from './config/project.js'
