/** What the build puts in the place of these names: `xtask/scripts/build-page.mjs`. */

/** The version of the package that the page was built with. */
declare const PAGE_VERSION: string;

/** In the single file: the text of the package's worker. */
declare const PACKAGE_WORKER: string;

/** In the single file: the text of the page's own worker. */
declare const ROWS_WORKER: string;

/** In the single file: samples by name, packed with gzip, in base64. */
declare const PACKED_SAMPLES: Record<string, string>;
