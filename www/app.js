/** The page: its parts in their places. */

import { platform } from '#platform';
import { element } from './dom.js';
import { take } from './intake.js';
import { text } from './messages.js';
import { cancel } from './verify.js';
import { entranceView } from './views/entrance.js';
import { entryDialog } from './views/entry.js';
import { progressView } from './views/progress.js';
import { resultView } from './views/result.js';

// The module is fetched and compiled while the user still looks for a file. If that fails, the first verification says so.
platform.prepare().catch(() => {});

document.title = text.page.title;
document.body.append(
  element('header', { class: 'top' }, element('h1', null, text.page.heading), element('p', null, text.page.promise)),
  element('main', null, entranceView(), progressView(cancel), ...resultView()),
  element('footer', { class: 'foot' }, element('p', null, text.page.foot(PAGE_VERSION))),
  entryDialog(),
);
document.documentElement.dataset.ready = 'true';
