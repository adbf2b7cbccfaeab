/** Checks what a config says of the project around the addon. */

import {
  checkFields,
  type Fields,
  inside,
  type Kind,
  list,
  positiveWhole,
  someObject,
  text,
  textByName,
  texts,
  type Unchecked,
} from './fields.js'
import type { OtherResults, Project, SanitizeOptions } from './project.js'

const listsByName: Kind = {
  words: 'an object of lists of strings',
  is: value => someObject.is(value) && Object.values(value as Unchecked).every(texts.is),
}
const projectFields: Fields<Project> = {
  rust: texts,
  rustTests: listsByName,
  package: text,
  types: text,
  surface: text,
  withoutOperation: textByName,
  operationOf: textByName,
  exampleContext: text,
  sanitize: someObject,
  junit: list,
  hosts: list,
}
const sanitizeFields: Fields<SanitizeOptions> = {
  build: texts,
  buildEnv: textByName,
  addon: text,
  env: textByName,
  releaseAddon: text,
  calls: positiveWhole,
  valgrindCalls: positiveWhole,
}
const resultFields: Fields<OtherResults> = { file: text, check: text }

/** @throws {UsageError} that names the field. */
export function checkProject(found: unknown): void {
  const project = checkFields('project', found, projectFields)
  if (project['sanitize'] !== undefined) checkFields('project.sanitize', project['sanitize'], sanitizeFields)
  for (const field of ['junit', 'hosts'] as const) {
    const entries = (project[field] ?? []) as readonly unknown[]
    for (const [i, one] of entries.entries())
      checkFields(inside('project', `${field}.${i}`), one, resultFields)
  }
}
