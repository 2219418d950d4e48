// The command. Old syntax on purpose: an old Node must be able to read this far and say so.
var version = process.versions.node.split('.').map(Number);
var fits = version[0] > 20 || (version[0] === 20 && (version[1] > 18 || (version[1] === 18 && version[2] >= 1)));

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
