/**
 * `node tools/bootstrap.mjs tools/<script>.ts ...`: runs a script of the project's on a machine that may have nothing but
 * Node 20.19 and npm. Installs the locked dependencies where they are missing or stale, generates the Prisma
 * clients where they are stale, and runs the script on the project's own Node.
 *
 * Plain JavaScript on built-in modules only, in a form that an old Node can still read: it has to tell its own age.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.tessera-install');
/** The oldest Node that can install the project, and the oldest that runs TypeScript as it is. */
const OLDEST_INSTALLER = [20, 19];
const OLDEST_RUNNER = [22, 18];
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];
const TICK_MS = 1000;
const PLAIN_TICK_MS = 15000;

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);

async function main() {
  const [script, ...args] = process.argv.slice(2);
  if (!script) throw new Error('Name the script: node tools/bootstrap.mjs tools/start.ts');
  if (!isAtLeast(process.versions.node, OLDEST_INSTALLER)) {
    throw new Error(
      `Tessera needs Node ${OLDEST_INSTALLER.join('.')} or newer, and this is ${process.versions.node}: ` +
        'see https://nodejs.org.',
    );
  }
  if (!isInstalled()) await install();
  const node = chooseNode();
  const generated = await run(node, [join(ROOT, 'tools', 'prisma-generate.ts')]);
  return generated === 0 ? run(node, [join(ROOT, script), ...args]) : generated;
}

/**
 * The stamp is written after an install went through. Modules that somebody installed without this script carry none;
 * npm's own record tells whether they are the locked ones.
 */
function isInstalled() {
  const wanted = lockDigest();
  if (existsSync(STAMP)) return readFileSync(STAMP, 'utf8') === wanted;
  if (!matchesLock()) return false;
  writeFileSync(STAMP, wanted);
  return true;
}

function lockDigest() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
}

function matchesLock() {
  const record = join(MODULES, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([path, { version, link, optional, devOptional }]) => {
    if (!path.startsWith('node_modules/') || link || optional || devOptional) return true;
    return installed[path] !== undefined && installed[path].version === version;
  });
}

async function install() {
  const digest = lockDigest();
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  const tick = showProgress('Installing the locked dependencies', seconds);
  const result = await runNpm(['ci', '--include=dev', '--include=optional', '--ignore-scripts', ...QUIET]);
  tick.stop();
  if (result.code !== 0) {
    throw new Error(
      `${result.output.trim()}\n\nThe dependencies could not be installed (npm ci, above): mend that and start again.`,
    );
  }
  writeFileSync(STAMP, digest);
  process.stderr.write(`Installed the locked dependencies in ${seconds()}.\n`);
}

/**
 * On standard error, since the script's own output may be redirected. On a terminal one line that counts; elsewhere a
 * line now and then, so that a log shows that it goes on.
 */
function showProgress(what, seconds) {
  const isTerminal = process.stderr.isTTY;
  const show = () => process.stderr.write(isTerminal ? `\r\x1b[2K${what} … ${seconds()}` : `${what} … ${seconds()}\n`);
  show();
  const timer = setInterval(show, isTerminal ? TICK_MS : PLAIN_TICK_MS);
  return {
    stop() {
      clearInterval(timer);
      if (isTerminal) process.stderr.write('\r\x1b[2K');
    },
  };
}

/** npm names its own program to the scripts it runs; without it, the npm on the path. */
function runNpm(args) {
  const program = process.env.npm_execpath;
  const isNpm = program !== undefined && /npm-cli\.c?js$/.test(program);
  const [command, first] = isNpm ? [process.execPath, [program]] : ['npm', []];
  const child = spawn(command, [...first, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: !isNpm && process.platform === 'win32',
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: `npm cannot be run: ${error.message}` }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

/**
 * The binary of the package `node-<platform>-<arch>`. npm 10 was seen to install it without linking it into `.bin`,
 * where npm scripts find it first; the link is made up for.
 */
function locateOwnNode() {
  const isWindows = process.platform === 'win32';
  const folder = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const binary = join(MODULES, folder, 'bin', isWindows ? 'node.exe' : 'node');
  if (!existsSync(binary)) return null;
  const link = join(MODULES, '.bin', 'node');
  if (!isWindows && !existsSync(link)) symlinkSync(join('..', folder, 'bin', 'node'), link);
  return binary;
}

/** The project's own Node where it has one for this system and it can run here; else the one that runs this script. */
function chooseNode() {
  const own = locateOwnNode();
  if (own && spawnSync(own, ['--version'], { stdio: 'ignore' }).status === 0) return own;
  if (isAtLeast(process.versions.node, OLDEST_RUNNER)) return process.execPath;
  throw new Error(
    `The project's own Node does not run on ${process.platform}-${process.arch}, ` +
      `and this one (${process.versions.node}) is older than ${OLDEST_RUNNER.join('.')}: install Node 24 from https://nodejs.org.`,
  );
}

/**
 * Runs a script to its end and gives its exit code. Signals are passed on. The channel tells the script when this
 * process is gone without having been able to pass one on.
 */
function run(node, args) {
  const cache = process.env.NODE_COMPILE_CACHE || join(MODULES, '.cache', 'node');
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const pass = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const each of signals) process.off(each, pass);
      resolve(code === null ? 128 + constants.signals[signal] : code);
    });
  });
}

function isAtLeast(version, [major, minor]) {
  const [ownMajor, ownMinor] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
