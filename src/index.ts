#!/usr/bin/env node
// The command. Old syntax on purpose: an old Node must be able to read this far and say so.
var version = process.versions.node.split('.');
var major = Number(version[0]);
var minor = Number(version[1]);
var fits = major > 20 || (major === 20 && (minor > 18 || (minor === 18 && Number(version[2]) >= 1)));

if (!fits) {
  process.stderr.write(
    'asc-mcp needs Node 20.18.1 or newer and runs on ' +
      process.versions.node +
      '. Install a newer Node (https://nodejs.org) or point the client at it.\n',
  );
  process.exitCode = 2;
} else {
  void import('./cli/main.ts').then((cli) => cli.main(process.argv));
}
