/** A dashboard: what agents did over time, drawn only after the pack was verified while it downloaded. */
import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip } from 'chart.js';
import { Grantex } from 'grantex-compliance';
import { findingTexts, verdictTexts } from 'grantex-compliance/texts';

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, Tooltip);

const COLOURS = { success: '#1a7f4b', failure: '#a86a00', blocked: '#b3261e' };
const BARS = 30;

const form = document.querySelector('#ask');
const state = document.querySelector('#state');
const list = document.querySelector('#findings');
let chart = null;

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { baseUrl, apiKey } = Object.fromEntries(new FormData(form));
  show('Fetching …', '');
  list.replaceChildren();
  chart?.destroy();
  chart = null;
  try {
    const grantex = new Grantex({ apiKey, baseUrl });
    const onProgress = ({ entries }) => show(`Fetching and verifying: ${entries.toLocaleString()} entries …`, '');
    const { report, pack } = await grantex.compliance.verifiedEvidencePack({}, { onProgress });
    const { title, meaning } = verdictTexts[report.verdict];
    show(`${title}: ${report.entries.total.toLocaleString()} entries. ${meaning}`, report.verdict);
    for (const { code, index } of report.findings.filter(({ severity }) => severity === 'error')) {
      const item = document.createElement('li');
      item.textContent = index === undefined ? findingTexts[code].title : `${findingTexts[code].title}: entry ${index}`;
      list.append(item);
    }
    // What is not intact is not drawn: a picture would be believed.
    if (report.verdict === 'intact') chart = draw(pack.auditEntries);
  } catch (error) {
    show(error.message, 'broken');
  }
});

/** Text only: what comes from a server is never markup. */
function show(text, kind) {
  state.textContent = text;
  state.className = kind;
}

/** @param {import('grantex-compliance').AuditEntry[]} entries */
function draw(entries) {
  const times = entries.map(({ timestamp }) => Date.parse(timestamp));
  const [from, to] = [times[0], times.at(-1)];
  const width = Math.max(1, (to - from + 1) / BARS);
  const datasets = Object.entries(COLOURS).map(([status, backgroundColor]) => {
    const data = Array(BARS).fill(0);
    for (const [at, entry] of entries.entries()) if (entry.status === status) data[Math.floor((times[at] - from) / width)] += 1;
    return { label: status, data, backgroundColor };
  });
  const labels = Array.from({ length: BARS }, (_, bar) => new Date(from + bar * width).toISOString().slice(0, 16).replace('T', ' '));
  const scales = { x: { stacked: true }, y: { stacked: true, title: { display: true, text: 'actions' } } };
  return new Chart(document.querySelector('#chart'), {
    type: 'bar',
    data: { labels, datasets },
    options: { animation: false, maintainAspectRatio: false, scales },
  });
}
