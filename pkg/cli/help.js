/** The help texts. */

/** @typedef {{ summary: string, usage: string, text: { before: string, after: string }, flags: Record<string, import('./arguments.js').Flag> }} Command */

/** @param {Record<string, Command>} commands */
export function generalHelp(commands) {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`);
  return `grantex-compliance: checks Grantex evidence packs and audit exports on this machine.
Every hash is recomputed from the received bytes, every link checked; no document is sent anywhere.
The other commands ask the Grantex API, with the key in the environment variable GRANTEX_API_KEY.

Usage: grantex-compliance <command> …

Commands:
${rows.join('\n')}
  help     this text, or that of a command: help verify

Options:
  -h, --help     this text
  -V, --version  the version

Try it: grantex-compliance verify evidence-pack.json
`;
}

/** @param {Command} command */
export function commandHelp({ usage, text, flags }) {
  const names = Object.entries(flags).map(([name, { short, value }]) => `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`);
  const width = Math.max(...names.map((name) => name.length));
  const rows = Object.values(flags).map(({ help }, at) => {
    const [first, ...rest] = help.split('\n');
    return [`  ${names[at].padEnd(width)}  ${first}`, ...rest.map((line) => `  ${' '.repeat(width)}  ${line}`)].join('\n');
  });
  return `Usage: ${usage}

${text.before}

Options:
${rows.join('\n')}

${text.after}
`;
}
