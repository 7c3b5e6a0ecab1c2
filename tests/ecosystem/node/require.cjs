const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { verifyEvidencePack } = require('grantex-compliance');
const { verifyAll } = require('./verify-all.js');

const read = (name) => readFileSync(join(__dirname, 'packs', `${name}.json`));
verifyAll(verifyEvidencePack, read).then((outcome) => console.log(JSON.stringify(outcome)));
