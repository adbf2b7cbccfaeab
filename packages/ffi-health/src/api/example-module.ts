/** Makes a module of an example, so that it can be run. */

import { parse } from '@babel/parser'
import type * as Ast from '@babel/types'
import { transform } from 'esbuild'

/**
 * An example as a module: its default export runs it. Imports stay at the top; all else is in a block of its own, in
 * which it may declare again what the context has.
 *
 * @param names - what the context exports: those that the example does not import are what its run is handed.
 * @returns the text, plain JavaScript; or why there is none.
 */
export async function exampleModule(
  example: string,
  names: readonly string[],
): Promise<{ readonly text: string } | { readonly reason: string }> {
  const { body } = parseExample(example)
  if (body.some(({ type }) => type.startsWith('Export')))
    return { reason: 'a module that exports is not run' }
  const imports = body.filter(statement => statement.type === 'ImportDeclaration')
  const imported = imports.flatMap(({ specifiers }) => specifiers.map(({ local }) => local.name))
  const handed = names.filter(name => name !== 'default' && !imported.includes(name))
  const source = [
    ...imports.map(statement => example.slice(statement.start ?? 0, statement.end ?? 0)),
    `export default async ({ ${handed.join(', ')} }: Record<string, any>) => {{`,
    imports.reduceRight(without, example),
    '}}',
  ]
  const { code } = await transform(source.join('\n'), { loader: 'ts', format: 'esm', target: 'node20' })
  return { text: code }
}

/** The statements of an example. @throws {SyntaxError} when it is not TypeScript. */
export function parseExample(example: string): Ast.Program {
  return parse(example, {
    sourceType: 'module',
    plugins: ['typescript', 'explicitResourceManagement'],
    allowAwaitOutsideFunction: true,
    allowReturnOutsideFunction: true,
  }).program
}

function without(text: string, { start, end }: Ast.Node): string {
  return text.slice(0, start ?? 0) + text.slice(end ?? 0)
}
