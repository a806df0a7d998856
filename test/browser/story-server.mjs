// What the story runs on: the program itself as a process that can be killed, a database of either engine, and the road
// between phones and server, on which everything goes wrong that goes wrong on roads.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { OUT, ROOT, until } from './lib.mjs';

const binary = path.join(OUT, 'story-banyan');
let built = false;

/** The program, built once for all tests of this process. */
export function program() {
  if (!built && !process.env.BANYAN_PREBUILT) execFileSync('go', ['build', '-o', binary, './cmd/banyan'], { cwd: ROOT, stdio: 'inherit' });
  built = true;
  return binary;
}

export const temporary = (what) => fs.mkdtempSync(path.join(os.tmpdir(), `banyan-${what}-`));

/** An address that nobody listens on. */
export const freePort = () =>
  new Promise((ok, no) => {
    const s = net.createServer().once('error', no).listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => ok(port));
    });
  });

/** The cluster that `make test` starts; a missing one is a failure. */
export function cluster() {
  const url = process.env.BANYAN_TEST_POSTGRES;
  assert.ok(url, 'BANYAN_TEST_POSTGRES names no cluster: run the tests with scripts/with-postgres');
  return url;
}

const psql = (url, sql) => execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', sql, url], { stdio: ['ignore', 'ignore', 'inherit'] });

/** A fresh PostgreSQL database, and how to be rid of it. */
export function postgres(admin = cluster()) {
  const name = 'banyan_story_' + process.pid + '_' + Date.now().toString(36);
  psql(admin, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(admin);
  url.pathname = '/' + name;
  return { url: url.href, drop: () => psql(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** A Banyan on a directory and a database. It stays itself over kills and starts. */
export class Banyan {
  constructor({ data, database, port, origin }) {
    Object.assign(this, { data, database, port, origin, log: [] });
  }

  get settings() {
    return ['--data', this.data, ...(this.database ? ['--database', this.database] : [])];
  }

  /** Runs a command of the program to its end. */
  command(...args) {
    return execFileSync(program(), [...args, ...this.settings], { encoding: 'utf8' });
  }

  /** Adds an organization; gives its owner's invitation link. */
  organization(slug, name, state) {
    return this.command('organization', 'create', '--slug', slug, '--name', name, '--state', state, '--origin', this.origin).match(/https?:\S+/)[0];
  }

  async start(command = 'serve', args = []) {
    const all = [command, ...args, ...this.settings, '--listen', '127.0.0.1:' + this.port, '--origin', this.origin];
    const child = spawn(program(), all, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (s) => this.log.push(s));
    const line = await new Promise((ok, no) => {
      createInterface({ input: child.stdout }).once('line', ok);
      child.once('exit', (code, signal) => no(new Error(`banyan ${command} ended with ${code ?? signal}\n${this.log.join('')}`)));
    });
    await until('the server is well', async () => (await fetch(`http://127.0.0.1:${this.port}/healthz`).catch(() => null))?.ok, 20000);
    return line;
  }

  get running() {
    return !!this.child && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends the process at once, as a power cut does. */
  kill(signal = 'SIGKILL') {
    const { child } = this;
    if (!this.running) return Promise.resolve();
    const gone = new Promise((ok) => child.once('exit', ok));
    child.kill(signal);
    return gone;
  }

  stop() {
    return this.kill('SIGTERM');
  }
}

const LOGIN_PAGE = '<!doctype html><title>Free Wi-Fi</title><h1>Welcome! Accept our terms to go online.</h1>';

/**
 * The road between the phones and the server. `next` says what happens to requests of sync to come, in order; everything
 * else is passed on. What phones were promised is noted: an entry that was acknowledged has to be in the log for ever.
 */
export async function road(port, to, kill) {
  const faults = [];
  const seen = { met: [], promised: new Set(), bodies: [], requests: 0, statuses: [] };
  const server = http.createServer((req, res) => {
    if (req.method !== 'POST' || req.url !== '/api/sync') return pass(to, req, res);
    const parts = [];
    req.on('data', (p) => parts.push(p)).on('end', () => sync(Buffer.concat(parts), req, res));
  });

  function sync(body, req, res) {
    const carries = JSON.parse(body).sealed.length > 0;
    const fault = carries ? faults.shift() : undefined; // a mere hello is no entry that could be lost
    if (fault) seen.met.push(fault);
    if (carries) seen.requests = seen.bodies.push(body);
    if (fault === 'portal') return res.writeHead(200, { 'content-type': 'text/html' }).end(LOGIN_PAGE);
    if (fault === 'half' || fault === 'kill half') return send(body.subarray(0, body.length >> 1), req, res, fault, body.length);
    send(body, req, res, fault);
  }

  function send(body, req, res, fault, length = body.length) {
    let acted = false;
    const act = (how) => {
      if (fault === how) kill();
      acted = true;
    };
    const out = http.request({ host: '127.0.0.1', port: to, method: 'POST', path: req.url, headers: { ...req.headers, 'accept-encoding': 'identity', 'content-length': length } }, (answer) => {
      const parts = [];
      act('kill at the answer');
      answer.on('error', () => res.destroy());
      answer.on('data', (p) => parts.push(p)).on('end', () => {
        if (fault === 'lost' || fault?.startsWith('kill')) return res.destroy();
        if (fault === 'twice') return send(body, req, res);
        const text = Buffer.concat(parts);
        seen.statuses.push(answer.statusCode);
        if (answer.statusCode === 200) for (const a of JSON.parse(text).acks) if (a.ok) seen.promised.add(a.id);
        res.writeHead(answer.statusCode, { ...answer.headers, 'content-length': text.length }).end(text);
      });
    });
    out.on('error', () => {
      if (fault && !acted) { // nobody was there to do it to: it is the next request's
        faults.unshift(fault);
        seen.met.pop();
      }
      res.destroy();
    });
    if (body.length < length) {
      out.write(body, () => setTimeout(() => { act('kill half'); out.destroy(); }, 30));
    } else out.end(body, () => fault === 'kill at work' && act(fault));
  }

  await new Promise((ok) => server.listen(port, '127.0.0.1', ok));
  return {
    seen,
    url: `http://localhost:${port}`,
    next: (...names) => faults.push(...names),
    left: () => faults.length,
    close: () => { server.closeAllConnections(); server.close(); },
  };
}

function pass(to, req, res) {
  const out = http.request({ host: '127.0.0.1', port: to, method: req.method, path: req.url, headers: req.headers }, (answer) => {
    res.writeHead(answer.statusCode, answer.headers);
    answer.on('error', () => res.destroy());
    answer.pipe(res);
  });
  out.on('error', () => res.destroy());
  res.on('close', () => out.destroy());
  req.pipe(out);
}
