import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

const SOURCES = join(__dirname, '..');
const SCHEMA = join(__dirname, '../../schema');

/** Every text that the panels can show: arguments of `__` and `_n`, and words of the settings. */
export function sentences(): Set<string> {
  const found = new Set<string>();
  for (const file of files(SOURCES, /\.tsx?$/)) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
        const { text } = node.expression.name;
        const count = text === '__' ? 1 : text === '_n' ? 2 : 0;
        for (const argument of node.arguments.slice(0, count)) {
          if (ts.isStringLiteralLike(argument)) {
            found.add(argument.text);
          } else if (!file.includes('preferences/words')) {
            throw new Error(`${file}: only a plain text can be translated`);
          }
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  for (const file of files(SCHEMA, /\.json$/)) {
    collectWords(JSON.parse(readFileSync(file, 'utf8')), found);
  }
  return found;
}

/** Of `_n`, the catalogue is keyed by the singular. */
export function plurals(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files(SOURCES, /\.tsx?$/)) {
    const text = readFileSync(file, 'utf8');
    for (const call of text.matchAll(/\._n\(\s*'([^']+)',\s*'([^']+)'/g)) {
      found.set(call[2] ?? '', call[1] ?? '');
    }
  }
  return found;
}

function collectWords(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [key, inner] of Object.entries(value as Record<string, unknown>)) {
    if ((key === 'title' || key === 'description') && typeof inner === 'string') {
      found.add(inner);
    } else {
      collectWords(inner, found);
    }
  }
}

function files(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name) && !name.includes('__tests__'))
    .map((name) => join(folder, name));
}
