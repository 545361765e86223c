// Calls every connector method of the official JavaScript client against the server at URL: node node_client.mjs FOLDER URL [USER PASSWORD].
// FOLDER has the client's node_modules. Prints one line: the client's version and how many methods it called.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const [folder, url, username, password] = process.argv.slice(2)
const require = createRequire(path.join(path.resolve(folder), 'x.js'))
const { Client, errors } = require('@elastic/elasticsearch')
const { version } = JSON.parse(readFileSync(path.join(folder, 'node_modules/@elastic/elasticsearch/package.json'), 'utf8'))

const client = new Client({ node: url, ...(username ? { auth: { username, password } } : {}) })
const called = new Set()
const c = new Proxy(client.connector, { get: (target, name) => { called.add(name); const member = target[name]; return typeof member === 'function' ? member.bind(target) : member } })

const field = { host: { label: 'Host', type: 'str', value: 'a', default_value: null, depends_on: [], display: 'textbox', options: [], order: 1, required: true, sensitive: false, tooltip: '', ui_restrictions: [], validations: [] } }
const pipeline = { extract_binary_content: true, name: 'p', reduce_whitespace: true, run_ml_inference: false }
const rule = { id: 'no-tmp', field: 'ext', order: 3, policy: 'exclude', rule: 'equals', value: 'tmp' }
const snippet = { value: [{ prefix: 'in/' }], created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }
const id = { connector_id: 'crm' }

async function connectors () {
  assert.equal((await c.put({ ...id, index_name: 'crm-index', name: 'CRM', service_type: 'postgresql', language: 'en', description: 'd', is_native: false })).result, 'created')
  const made = await c.post({ index_name: 'other', name: 'Other', service_type: 's3' })
  assert.equal(made.id.length, 20)
  const updates = [
    () => c.updateName({ ...id, name: 'Crm', description: 'new' }), () => c.updateIndexName({ ...id, index_name: 'crm-2' }), () => c.updateServiceType({ ...id, service_type: 'mysql' }),
    () => c.updateNative({ ...id, is_native: false }), () => c.updateConfiguration({ ...id, configuration: field }), () => c.updateConfiguration({ ...id, values: { host: 'b' } }),
    () => c.updateScheduling({ ...id, scheduling: { full: { enabled: true, interval: '0 0 0 * * ?' } } }), () => c.updatePipeline({ ...id, pipeline }),
    () => c.updateApiKeyId({ ...id, api_key_id: 'k', api_key_secret_id: 's' }), () => c.updateFeatures({ ...id, features: { sync_rules: { basic: { enabled: true } } } }),
    () => c.updateError({ ...id, error: 'boom' }), () => c.updateStatus({ ...id, status: 'connected' }), () => c.checkIn(id),
    () => c.lastSync({ ...id, last_sync_status: 'completed', last_indexed_document_count: 42 }), () => c.updateFiltering({ ...id, rules: [rule], advanced_snippet: snippet }),
    () => c.updateFilteringValidation({ ...id, validation: { state: 'valid', errors: [] } }), () => c.updateActiveFiltering(id)]
  for (const update of updates) assert.ok(['updated', 'noop'].includes((await update()).result))
  const got = await c.get(id)
  assert.equal(got.configuration.host.value, 'b')
  assert.equal(got.last_indexed_document_count, 42)
  assert.deepEqual(got.filtering[0].active.rules.map(each => each.id), ['no-tmp', 'DEFAULT'])
  const listed = await c.list({ from: 0, size: 10, service_type: ['mysql', 's3'] })
  assert.equal(listed.count, 2)
  return made.id
}

async function jobs () {
  const ids = []
  for (let i = 0; i < 3; i++) ids.push((await c.syncJobPost({ id: 'crm', job_type: 'full', trigger_method: 'on_demand' })).id)
  const job = { connector_sync_job_id: ids[0] }
  assert.equal((await c.syncJobClaim({ ...job, worker_hostname: 'w-1', sync_cursor: { page: 1 } })).result, 'updated')
  await c.syncJobCheckIn(job)
  assert.equal((await c.syncJobUpdateStats({ ...job, deleted_document_count: 1, indexed_document_count: 20, indexed_document_volume: 3, metadata: { k: 'v' } })).result, 'updated')
  await c.syncJobError({ ...job, error: 'lost' })
  await c.syncJobCancel({ connector_sync_job_id: ids[1] })
  const got = await c.syncJobGet(job)
  assert.equal(got.status, 'error')
  assert.equal(got.indexed_document_count, 20)
  assert.deepEqual((await c.syncJobList({ connector_id: 'crm' })).results.map(each => each.id), ids)
  assert.equal((await c.syncJobList({ connector_id: 'crm', status: 'error', job_type: ['full'], from: 0, size: 5 })).count, 1)
  assert.equal((await c.syncJobDelete({ connector_sync_job_id: ids[1] })).acknowledged, true)
}

async function secrets () {
  if (client.connector.secretPost === undefined) {
    const send = (method, path, body) => client.transport.request({ method, path, body })
    const made = (await send('POST', '/_connector/_secret', { value: 'k1' })).id
    assert.equal((await send('GET', `/_connector/_secret/${made}`)).value, 'k1')
    assert.equal((await send('DELETE', `/_connector/_secret/${made}`)).deleted, true)
    return
  }
  const body = value => version.startsWith('8') ? { body: { value } } : { value }
  const made = (await c.secretPost(body('k1'))).id
  assert.equal((await c.secretPut({ id: 'chosen', ...body('v') })).result, 'created')
  assert.equal((await c.secretGet({ id: made })).value, 'k1')
  assert.equal((await c.secretDelete({ id: made })).deleted, true)
}

async function fails (status, call) {
  await assert.rejects(call, error => error instanceof errors.ResponseError && error.statusCode === status)
}

const info = await client.info()
assert.equal(info.tagline, 'You Know, for Search')
const other = await connectors()
await jobs()
await secrets()
await fails(404, () => c.get({ connector_id: 'nobody' }))
await fails(400, () => c.syncJobList({ status: 'nope' }))
await client.create({ index: 'docs', id: '1', document: { a: 1 } })
await fails(409, () => client.create({ index: 'docs', id: '1', document: { a: 1 } }))
assert.equal((await c.delete({ connector_id: other })).acknowledged, true)
assert.equal((await c.delete({ ...id, delete_sync_jobs: true })).acknowledged, true)
assert.equal((await c.syncJobList()).count, 0)
if (username) {
  await fails(401, () => new Client({ node: url }).info())
  const key = await client.security.createApiKey({ name: 'reader', role_descriptors: { r: { cluster: ['monitor_connector'] } } })
  const reader = new Client({ node: url, auth: { apiKey: key.encoded } })
  await reader.connector.list()
  await fails(403, () => reader.connector.put({ connector_id: 'x' }))
  assert.deepEqual((await client.security.invalidateApiKey({ ids: [key.id] })).invalidated_api_keys, [key.id])
}
const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(client.connector)).filter(name => name !== 'constructor')
const missing = methods.filter(name => !called.has(name))
assert.deepEqual(missing, [], `never called: ${missing}`)
console.log(`node ${version}: ${methods.length} methods`)
