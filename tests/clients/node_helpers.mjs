// The helpers of the official JavaScript client for many documents against the server at URL: node node_helpers.mjs FOLDER URL [USER PASSWORD].
// FOLDER has the client's node_modules. Prints one line: the client's version and how many helpers it called.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const [folder, url, username, password] = process.argv.slice(2)
const require = createRequire(path.join(path.resolve(folder), 'x.js'))
const { Client, errors } = require('@elastic/elasticsearch')
const { version } = JSON.parse(readFileSync(path.join(folder, 'node_modules/@elastic/elasticsearch/package.json'), 'utf8'))
const client = new Client({ node: url, ...(username ? { auth: { username, password } } : {}) })

const count = async index => (await client.count({ index })).count
const number = id => Number(id.slice(1))

async function * documents (total) {
  for (let i = 0; i < total; i++) yield { id: `d${i}`, n: i, even: i % 2 === 0, text: `Page ${i} of many` }
}

async function bulk () {
  const index = ({ id, ...document }) => [{ index: { _index: 'many', _id: id } }, document]
  const options = { flushBytes: 20000, concurrency: 5, onDrop: dropped => assert.fail(JSON.stringify(dropped)) }
  const stats = await client.helpers.bulk({ datasource: documents(2500), onDocument: ({ id }) => ({ index: { _index: 'many', _id: id } }), ...options })
  assert.deepEqual([stats.total, stats.successful, stats.failed, stats.retry, stats.aborted], [2500, 2500, 0, 0, false])
  assert.equal(await count('many'), 2500)
  const seen = []
  await client.helpers.bulk({ datasource: [{ id: 'd0', n: -1 }], onDocument: index, onSuccess: ({ result }) => seen.push(result), ...options })
  assert.equal(seen.length, 1)
  assert.equal(seen[0].index.result, 'updated')
  assert.deepEqual((await client.get({ index: 'many', id: 'd0' }))._source, { n: -1 })
}

// An item that fails is dropped, and the others are not.
async function dropped () {
  const drops = []
  const stats = await client.helpers.bulk({
    datasource: [{ id: 'd1' }, { id: 'fresh' }], onDocument: ({ id }) => ({ create: { _index: 'many', _id: id } }), onDrop: each => drops.push(each)
  })
  assert.deepEqual([stats.total, stats.successful, stats.failed], [2, 1, 1])
  assert.equal(drops.length, 1)
  assert.equal(drops[0].status, 409)
  assert.equal(drops[0].error.type, 'version_conflict_engine_exception')
  assert.equal(drops[0].document.id, 'd1')
}

async function updates () {
  const stats = await client.helpers.bulk({
    datasource: [{ id: 'd2', n: -2 }, { id: 'd3', n: 3 }, { id: 'upserted', n: 5 }],
    onDocument: ({ id, n }) => [{ update: { _index: 'many', _id: id } }, { doc: { n }, doc_as_upsert: true }]
  })
  assert.deepEqual([stats.total, stats.successful, stats.failed, stats.noop], [3, 3, 0, 1])
  assert.equal((await client.get({ index: 'many', id: 'd2' }))._source.text, 'Page 2 of many')
  const gone = await client.helpers.bulk({ datasource: [{ id: 'd4' }, { id: 'd5' }], onDocument: ({ id }) => ({ delete: { _index: 'many', _id: id } }), refreshOnCompletion: 'many' })
  assert.equal(gone.successful, 2)
  assert.equal(await count('many'), 2500 + 2 - 2)
}

async function pipeline () {
  await client.ingest.putPipeline({ id: 'own', processors: [{ set: { field: 'ran', value: true } }] })
  const stats = await client.helpers.bulk({ datasource: [{ a: 1 }], onDocument: () => ({ index: { _index: 'piped', _id: '1' } }), pipeline: 'own' })
  assert.equal(stats.successful, 1)
  assert.deepEqual((await client.get({ index: 'piped', id: '1' }))._source, { a: 1, ran: true })
}

async function scrollSearch () {
  await client.helpers.bulk({ datasource: documents(1000), onDocument: ({ id }) => ({ index: { _index: 'pages', _id: id } }) })
  const sizes = []
  const ids = new Set()
  for await (const page of client.helpers.scrollSearch({ index: 'pages', size: 300, query: { match_all: {} } })) {
    sizes.push(page.documents.length)
    assert.equal(page.body.hits.total.value, 1000)
    for (const hit of page.body.hits.hits) ids.add(hit._id)
  }
  assert.deepEqual(sizes.filter(size => size > 0), [300, 300, 300, 100])
  assert.equal(ids.size, 1000)
  // Left in the middle by clear().
  let pages = 0
  for await (const page of client.helpers.scrollSearch({ index: 'pages', size: 100 })) {
    pages++
    if (pages === 2) await page.clear()
  }
  assert.equal(pages, 2)
  await assert.rejects(async () => { for await (const _ of client.helpers.scrollSearch({ index: 'nobody' })) assert.fail() }, error => error instanceof errors.ResponseError && error.statusCode === 404)
}

async function scrollDocuments () {
  const seen = []
  for await (const document of client.helpers.scrollDocuments({ index: 'pages', size: 100, query: { term: { even: true } }, sort: [{ n: 'desc' }] })) seen.push(document.n)
  assert.deepEqual(seen, Array.from({ length: 500 }, (_, i) => 998 - 2 * i))
  for await (const _ of client.helpers.scrollDocuments({ index: 'pages', query: { term: { n: -1 } } })) assert.fail('nothing is there')
  // What is written while it goes on does not show.
  const snapshot = new Set()
  for await (const page of client.helpers.scrollSearch({ index: 'pages', size: 400, sort: '_doc' })) {
    if (snapshot.size === 0) {
      await client.delete({ index: 'pages', id: 'd999' })
      await client.index({ index: 'pages', id: 'later', document: { n: 1000 } })
    }
    for (const hit of page.body.hits.hits) snapshot.add(number(hit._id))
  }
  assert.deepEqual([...snapshot].sort((a, b) => a - b), Array.from({ length: 1000 }, (_, i) => i))
}

async function search () {
  const found = await client.helpers.search({ index: 'pages', query: { range: { n: { lt: 3 } } }, sort: [{ n: 'asc' }] })
  assert.deepEqual(found.map(each => each.n), [0, 1, 2])
}

const steps = [bulk, dropped, updates, pipeline, scrollSearch, scrollDocuments, search]
for (const step of steps) await step()
console.log(`node ${version}: ${steps.length} helpers`)
