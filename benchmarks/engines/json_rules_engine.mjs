// json-rules-engine in a process of its own: answers or measures what json_rules_engine.py asks for.
// An indicator that is missing is an undefined fact. For undecided rules a second rule for each tells whether
// it possibly holds, with comparisons of its own that take what is missing as holding.

import { readFileSync } from 'node:fs'
import { Engine } from 'json-rules-engine'

const { pack, records, task, seconds, part } = JSON.parse(readFileSync(0, 'utf8'))
const withPossible = task !== 'fired'
const OPERATIONS = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b
}

function condition (expression, prefix) {
  if (expression.cmp) {
    const [fact, operation, value] = expression.cmp
    return { fact, operator: prefix + operation, value }
  }
  const part = one => condition(one, prefix)
  return expression.and ? { all: expression.and.map(part) } : { any: expression.or.map(part) }
}

const engine = new Engine([], { allowUndefinedFacts: true })
for (const [name, compare] of Object.entries(OPERATIONS)) {
  engine.addOperator('sure' + name, (a, b) => a !== undefined && compare(a, b))
  engine.addOperator('maybe' + name, (a, b) => a === undefined || compare(a, b))
}
for (const rule of pack.rules) {
  engine.addRule({ conditions: condition(rule.when, 'sure'), event: { type: rule.id } })
  if (withPossible) {
    engine.addRule({ conditions: condition(rule.when, 'maybe'), event: { type: '?' + rule.id } })
  }
}

function grades (favourable, unfavourable) {
  const best = Object.fromEntries(pack.areas.map(area => [area, 0]))
  for (const rule of pack.rules) {
    const { kind, area, grade } = rule.then
    if (kind === 'supports' && favourable.has(rule.id)) best[area] = Math.max(best[area], grade)
  }
  for (const rule of pack.rules) {
    const { kind, area, grade } = rule.then
    if (kind === 'limits' && unfavourable.has(rule.id)) best[area] = Math.min(best[area], grade)
  }
  let overall = 4
  for (const one of pack.overall) {
    const reached = one.areas.filter(area => best[area] <= one.at_most).length
    if (reached >= one.count) overall = Math.min(overall, one.cap)
  }
  return { ...best, overall }
}

async function answer (record) {
  const { events } = await engine.run(record)
  const sure = new Set()
  const maybe = new Set()
  for (const { type } of events) {
    if (type[0] === '?') maybe.add(type.slice(1))
    else sure.add(type)
  }
  const found = { fired: [...sure], grades: grades(sure, sure) }
  if (withPossible) found.undecided = [...maybe].filter(id => !sure.has(id))
  if (task === 'reach') {
    found.lowest = grades(sure, maybe)
    found.highest = grades(maybe, sure)
  }
  return found
}

const used = start => {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

if (seconds) {
  // As measuring.py does it: each part of the sample at its best.
  for (const record of records) await answer(record)
  const parts = []
  for (let at = 0; at < records.length; at += part) parts.push(records.slice(at, at + part))
  const best = parts.map(() => Infinity)
  const begin = process.cpuUsage()
  while (used(begin) < seconds) {
    for (const [number, records] of parts.entries()) {
      const start = process.cpuUsage()
      for (const record of records) await answer(record)
      best[number] = Math.min(best[number], used(start))
    }
  }
  console.log(JSON.stringify(records.length / best.reduce((a, b) => a + b)))
} else {
  const found = []
  for (const record of records) found.push(await answer(record))
  console.log(JSON.stringify(found))
}
